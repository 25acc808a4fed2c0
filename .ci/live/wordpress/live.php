<?php
// A must-use plugin that lets a test change the temporary WordPress while it runs. It only changes settings that a site's
// owner could change, or delays: every answer to a comment comes from WordPress. setup.php creates posts and users.
//
// The control page is /live-control.php; it answers in JSON:
//   ?set=NAME&value=N   moderation, registration: of the whole site; disallowed: a word that sends a comment to the bin;
//                       flood: the limit of 15 seconds between two comments from one address (off by default);
//                       anonymous_rest: comments by REST without an account;
//                       slow_before, slow_after: delays only the next comment N seconds before or after it is stored.
//   ?approve=ID  ?delete=ID  ?open=POST  ?close=POST
//   ?count=TEXT         number of comments with this text, in any state
//   ?comments           all comments: id, post, parent, approved, author, email, content

const LIVE_OPTIONS = [
    'moderation' => 'comment_moderation',
    'registration' => 'comment_registration',
    'disallowed' => 'disallowed_keys',
    'flood' => 'live_flood',
    'anonymous_rest' => 'live_anonymous_rest',
    'slow_before' => 'live_slow_before',
    'slow_after' => 'live_slow_after',
];

/** Returns the id of the post that the request names, even before WordPress has looked it up. */
function live_post(): int
{
    if (isset($_POST['comment_post_ID'])) {
        return (int) $_POST['comment_post_ID'];
    }
    $body = json_decode(file_get_contents('php://input') ?: '', true);
    return (int) ($body['post'] ?? $_REQUEST['post'] ?? (did_action('wp') ? get_queried_object_id() : 0));
}

// In WordPress, moderation and registration are settings of the site; these filters allow them for single posts.
foreach (['comment_moderation', 'comment_registration'] as $option) {
    add_filter("option_$option", function ($value) use ($option) {
        $post = live_post();
        return $post && get_post_meta($post, "live_$option", true) ? '1' : $value;
    });
}

add_filter('comment_flood_filter', fn ($flood) => get_option('live_flood') ? $flood : false, 99);
add_filter('rest_allow_anonymous_comments', fn () => (bool) get_option('live_anonymous_rest'));

/** Delays the request once if a test asked for it. A file exists during the delay, so that the test can wait for it. */
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

// The form and REST share no hook before a comment is stored, only wp_insert_comment after it.
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
        // Queries the table, because the cache may be stale. Counts every state: a spam comment has arrived too.
        $sql = "SELECT COUNT(*) FROM $wpdb->comments WHERE comment_content = %s";
        return (int) $wpdb->get_var($wpdb->prepare($sql, $ask['count']));
    }
    if (isset($ask['comments'])) {
        return $wpdb->get_results("SELECT comment_ID id, comment_post_ID post, comment_parent parent,
            comment_approved approved, comment_author author, comment_author_email email, comment_content content
            FROM $wpdb->comments ORDER BY comment_ID");
    }
    status_header(400);
    return ['error' => 'unknown request; see live.php'];
}

/** Replaces WordPress' function that sends mail, and sends none. */
function wp_mail(): bool
{
    return true;
}
