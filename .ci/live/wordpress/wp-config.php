<?php
// The configuration of the temporary WordPress, from the environment that `servers` sets. It replaces Debian's, which
// reads /etc. setup.php sets the options that are stored in the database.

define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:' . getenv('TIDINGS_LIVE_DATABASE'));
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
define('WP_HOME', getenv('TIDINGS_LIVE_WORDPRESS'));
define('WP_SITEURL', getenv('TIDINGS_LIVE_WORDPRESS'));

// Without this, WordPress allows application passwords over https only.
define('WP_ENVIRONMENT_TYPE', 'local');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('DISABLE_WP_CRON', true);
define('WP_DEBUG', false);

// Only this machine can reach the site, and only for minutes: its keys need not be secret.
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {
    define($name . '_KEY', 'throw-away key ' . $name);
    define($name . '_SALT', 'throw-away salt ' . $name);
}

$table_prefix = 'wp_';
if (!defined('ABSPATH')) {
    define('ABSPATH', __DIR__ . '/');
}
require_once ABSPATH . 'wp-settings.php';
