<?php
// What a test may change about the throw-away WordPress while it runs. A must-use plugin: it only turns what a site's
// owner could turn, or waits; every answer to a comment is WordPress' own. Leaves posts and users to setup.php.
//
// The control page is /live-control.php; it answers JSON:
//   ?set=NAME&value=N   moderation, registration: the whole site's; disallowed: a word that sends a comment to the bin;
//                       flood: the limit of 15 seconds between two comments of an address (off at first);
//                       anonymous_rest: comments by REST without an account;
//                       slow_before, slow_after: the next comment alone waits N seconds before or after it is stored.
//   ?approve=ID  ?delete=ID  ?open=POST  ?close=POST
//   ?count=TEXT         how many comments have this text, whatever their state
//   ?comments           all of them: id, post, parent, approved, author, email, content

const LIVE_OPTIONS = [
    'moderation' => 'comment_moderation',
    'registration' => 'comment_registration',
    'disallowed' => 'disallowed_keys',
    'flood' => 'live_flood',
    'anonymous_rest' => 'live_anonymous_rest',
    'slow_before' => 'live_slow_before',
    'slow_after' => 'live_slow_after',
];

/** The post that the request is about, before or after WordPress itself has found it. */
function live_post(): int
{
    if (isset($_POST['comment_post_ID'])) {
        return (int) $_POST['comment_post_ID'];
    }
    $body = json_decode(file_get_contents('php://input') ?: '', true);
    return (int) ($body['post'] ?? $_REQUEST['post'] ?? (did_action('wp') ? get_queried_object_id() : 0));
}

// Moderation and registration belong to the whole site in WordPress; with these, single posts can have them.
foreach (['comment_moderation', 'comment_registration'] as $option) {
    add_filter("option_$option", function ($value) use ($option) {
        $post = live_post();
        return $post && get_post_meta($post, "live_$option", true) ? '1' : $value;
    });
}

add_filter('comment_flood_filter', fn ($flood) => get_option('live_flood') ? $flood : false, 99);
add_filter('rest_allow_anonymous_comments', fn () => (bool) get_option('live_anonymous_rest'));

/** Waits if that was asked for, once. The file says that it waits now, so that a test need not guess. */
function live_wait(string $when): void
{
    $seconds = (int) get_option("live_slow_$when");
    if ($seconds <= 0 || PHP_SAPI === 'cli') {
        return;
    }
    update_option("live_slow_$when", 0);
    $waiting = getenv('TIDINGS_LIVE_WAITING');
    file_put_contents($waiting, $when);
    sleep($seconds);
    @unlink($waiting);
}

// The form and REST take different ways to the table; they meet in wp_insert_comment only after the comment is stored.
add_filter('preprocess_comment', function ($comment) {
    live_wait('before');
    return $comment;
});
add_filter('rest_preprocess_comment', function ($comment) {
    live_wait('before');
    return $comment;
});
add_action('wp_insert_comment', fn () => live_wait('after'));

add_action('init', function () {
    if (parse_url($_SERVER['REQUEST_URI'] ?? '', PHP_URL_PATH) === '/live-control.php') {
        wp_send_json(live_control(wp_unslash($_GET)));
    }
});

function live_control(array $ask)
{
    global $wpdb;
    if (isset($ask['set'], LIVE_OPTIONS[$ask['set']])) {
        @unlink(getenv('TIDINGS_LIVE_WAITING'));
        return update_option(LIVE_OPTIONS[$ask['set']], (string) ($ask['value'] ?? 0));
    }
    foreach (['open' => 'open', 'close' => 'closed'] as $name => $status) {
        if (isset($ask[$name])) {
            return (bool) wp_update_post(['ID' => (int) $ask[$name], 'comment_status' => $status]);
        }
    }
    if (isset($ask['approve'])) {
        return wp_set_comment_status((int) $ask['approve'], 'approve');
    }
    if (isset($ask['delete'])) {
        return wp_delete_comment((int) $ask['delete'], true);
    }
    if (isset($ask['count'])) {
        // The table is asked, not the cache, and every state counts: a spam comment has arrived, too.
        $sql = "SELECT COUNT(*) FROM $wpdb->comments WHERE comment_content = %s";
        return (int) $wpdb->get_var($wpdb->prepare($sql, $ask['count']));
    }
    if (isset($ask['comments'])) {
        return $wpdb->get_results("SELECT comment_ID id, comment_post_ID post, comment_parent parent,
            comment_approved approved, comment_author author, comment_author_email email, comment_content content
            FROM $wpdb->comments ORDER BY comment_ID");
    }
    status_header(400);
    return ['error' => 'see live.php for what can be asked'];
}

/** No mail leaves: this takes the place of WordPress' function of that name. */
function wp_mail(): bool
{
    return true;
}
