<?php
// Installs the temporary WordPress, publishes its posts, and prints their ids and addresses as shell lines for the tests.
// `servers` runs it once, from the command line. live.php handles what changes while a test runs.

mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
$database = new mysqli('localhost', 'root', '', '', 0, getenv('TIDINGS_LIVE_DATABASE'));
$database->query('CREATE DATABASE wordpress CHARACTER SET utf8mb4');
$database->close();

$_SERVER['HTTP_HOST'] = parse_url(getenv('TIDINGS_LIVE_WORDPRESS'), PHP_URL_HOST);
$_SERVER['REQUEST_URI'] = '/';
define('WP_INSTALLING', true);
require $argv[1] . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';

/** Replaces WordPress' function that creates a sample post and page. */
function wp_install_defaults(): void
{
}

wp_install('The Harbour Post', 'admin', 'admin@harbour.example', true, '', 'throw-away');

$options = [
    'permalink_structure' => '/%postname%/',
    'thread_comments' => 1,
    // Ten levels, so that tests can reply to the deepest of the five below.
    'thread_comments_depth' => 10,
    'require_name_email' => 1,
    'comment_moderation' => 0,
    'comment_previously_approved' => 0,
    'close_comments_for_old_posts' => 0,
    'comments_notify' => 0,
    'moderation_notify' => 0,
    'show_avatars' => 0,
];
foreach ($options as $name => $value) {
    update_option($name, $value);
}
// packages.py unpacks only one theme.
switch_theme((string) array_key_first(wp_get_themes()));
$GLOBALS['wp_rewrite']->init();
flush_rewrite_rules(false);

function post(string $name, string $title, array $more = [], array $meta = []): int
{
    $words = "<p>$title. The ferry leaves from the old quay, and everybody has an opinion about it.</p>";
    $post = wp_insert_post($more + [
        'post_name' => $name,
        'post_title' => $title,
        'post_content' => $words . str_repeat('<p>The council met until late and decided what it had decided before.</p>', 5),
        'post_status' => 'publish',
        'post_author' => 1,
        'comment_status' => 'open',
        'post_date' => date('Y-m-d H:i:s', time() - 7200),
        'meta_input' => $meta,
    ], true);
    if (is_wp_error($post)) {
        fwrite(STDERR, $post->get_error_message() . "\n");
        exit(1);
    }
    return $post;
}

$posts = [
    'OPEN' => post('open', 'Open to everyone'),
    'HELD' => post('held', 'Comments are read first', [], ['live_comment_moderation' => 1]),
    'CLOSED' => post('closed', 'Comments are closed', ['comment_status' => 'closed']),
    'MEMBERS' => post('members', 'Members may comment', [], ['live_comment_registration' => 1]),
];

// A chain of comments by two people in turn, five levels deep.
$people = [['Ada', 'ada@readers.example'], ['Brook', 'brook@readers.example']];
$parent = 0;
$ids = [];
foreach (['Who pays for the new quay?', 'We all do.', 'Not the hotels.', 'They do, too.', 'Show me where.'] as $level => $text) {
    [$name, $email] = $people[$level % 2];
    $ids[] = $parent = wp_insert_comment([
        'comment_post_ID' => $posts['OPEN'],
        'comment_parent' => $parent,
        'comment_author' => $name,
        'comment_author_email' => $email,
        'comment_author_IP' => '192.0.2.' . (1 + $level % 2),
        'comment_content' => $text,
        'comment_approved' => 1,
        'comment_date' => current_time('mysql', false),
    ]);
}
$reader = wp_create_user('reader', 'throw-away', 'reader@readers.example');

$say = function (string $name, $value): void {
    echo "export TIDINGS_LIVE_$name='$value'\n";
};
foreach ($posts as $name => $id) {
    $say("POST_$name", get_permalink($id));
    $say("POST_{$name}_ID", $id);
}
$say('COMMENT_FIRST', $ids[0]);
$say('COMMENT_DEEPEST', end($ids));
foreach (['ADMIN' => 1, 'READER' => $reader] as $name => $user) {
    [$password] = WP_Application_Passwords::create_new_application_password($user, ['name' => 'tidings']);
    $say($name . '_USER', get_userdata($user)->user_login);
    $say($name . '_APP_PASSWORD', $password);
}
$say('WORDPRESS_VERSION', $GLOBALS['wp_version']);
