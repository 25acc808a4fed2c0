<?php
// Lets PHP's own web server answer as WordPress wants it: what is a file is served or run as it is, every other address
// (posts, feeds, /wp-json/, the control page of live.php) belongs to index.php. Leaves all else to WordPress.

$path = rawurldecode(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) ?: '/');
$file = $_SERVER['DOCUMENT_ROOT'] . $path;
if ($path !== '/' && (is_file($file) || is_file(rtrim($file, '/') . '/index.php'))) {
    return false;
}
// WordPress takes its own address from these, and PHP filled them with the address that was asked for.
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '/index.php';
$_SERVER['SCRIPT_FILENAME'] = $_SERVER['DOCUMENT_ROOT'] . '/index.php';
require $_SERVER['SCRIPT_FILENAME'];
