using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Feria.Storefront;

namespace Feria.Launch;

/// <summary>Writes a gateway plan as a configuration of HAProxy 2.6 or newer.</summary>
static class HaproxyFile
{
    public static string Write(GatewayPlan plan, IReadOnlyList<ServicePath> paths)
    {
        plan.Check(paths);
        var text = new StringBuilder("# Written by `feria gateway config`: change that command, not this file.\n");
        text.Append(Global(plan)).Append(Defaults()).Append(Frontend(plan, paths));
        foreach (var pool in plan.Pools) text.Append(Backend(pool));
        if (plan.Metrics is { } metrics) text.Append(Numbers(metrics));
        return text.ToString();
    }

    static string Global(GatewayPlan plan) => $"""

        global
            {(plan.User is { } user ? $"user {user}" : "# runs as whoever starts it")}
            log stdout format raw local0 info
            stats socket {Quoted(plan.Socket)} mode 600 level admin expose-fd listeners
            stats timeout 30s
            # A reload leaves the old process to finish what it has begun, so long at most.
            hard-stop-after 60s
            fd-hard-limit 100000
            tune.http.maxhdr 64
            ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets
            ssl-default-bind-ciphers {Ciphers}
            ssl-default-bind-curves X25519:prime256v1:secp384r1

        """;

    const string Ciphers =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
        + "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

    static string Defaults() => $"""

        defaults
            mode http
            log global
            # Errors only, and neither address nor query: they are personal.
            option dontlog-normal
            log-format '{LogLine}'
            timeout connect 2s
            timeout client 30s
            # The request's head and the first of its body: who drips them is cut off.
            timeout http-request 10s
            option http-buffer-request
            timeout http-keep-alive 15s
            timeout queue 10s
            timeout server 60s
            timeout check 2s
            # A server that cannot be connected to was asked nothing: another is tried at once.
            retries 3
            option redispatch 1
            retry-on conn-failure empty-response
        {Errors()}

        """;

    const string LogLine =
        """{"at":"%tr","status":%ST,"method":%{+Q}HM,"path":%{+Q,+E}HPO,"pool":"%b","server":"%s","""
        + """
        "ended":"%tsc","ms":%Ta}
        """;

    // What HAProxy says by itself is said as Feria says it.
    static string Errors()
    {
        (int Status, Refusal Means)[] all =
        [
            (400, KernelRefusals.BadRequest), (408, KernelRefusals.BadRequest), (413, KernelRefusals.BodyTooLarge),
            (500, KernelRefusals.Broken), (502, KernelRefusals.Unavailable), (503, KernelRefusals.Unavailable),
            (504, KernelRefusals.Unavailable),
        ];
        return string.Join('\n', all.Select(one =>
            $"    http-error status {one.Status} {Problem(one.Means with { Status = one.Status })}"));
    }

    static string Frontend(GatewayPlan plan, IReadOnlyList<ServicePath> paths)
    {
        var text = new StringBuilder("\nfrontend feria\n");
        void Line(string line) => text.Append("    ").Append(line).Append('\n');

        foreach (var address in plan.Listen) Line($"bind {address}");
        if (plan.Certificate is { } certificate)
            foreach (var address in plan.ListenTls)
                Line($"bind {address} ssl crt {Quoted(certificate)} alpn h2,http/1.1");

        // Whoever has one IPv6 address has 2^64 of them: their network counts.
        Line("stick-table type ipv6 size 200k expire 60s store conn_cur,http_req_rate(10s)");
        Line("tcp-request connection track-sc0 src,ipmask(32,64)");
        Line("tcp-request connection reject if { sc0_conn_cur gt 200 }");
        Line($"http-request return status 429 {Problem(KernelRefusals.TooManyRequests)} "
            + $"if {{ sc0_http_req_rate gt {plan.Rate * 10} }}");
        Line($"http-request return status 413 {Problem(KernelRefusals.BodyTooLarge)} "
            + $"if {{ req.hdr_val(content-length) gt {Marketplace.LargestBody} }}");
        if (plan.Redirects) Redirect(plan, Line);

        Line("# Not for visitors.");
        Line($"http-request return status 404 {Problem(KernelRefusals.NotFound)} "
            + $"if {{ path -i -m reg '^(/({Languages}))?/metrics/?$' }}");
        Line("# What a visitor says about who they are is not passed on.");
        foreach (var name in new[] { "X-Forwarded-", "X-Original-", "X-Real-" })
            Line($"http-request del-header {name} -m beg");
        Line("http-request del-header Forwarded");
        Line("http-request set-header X-Forwarded-For %[src]");
        Line("http-request set-header X-Forwarded-Proto https if { ssl_fc }");
        Line("http-request set-header X-Forwarded-Proto http unless { ssl_fc }");
        Line("# Only what may be done twice is asked again once a server has seen it.");
        Line("http-request disable-l7-retry unless { method GET HEAD }");
        Line("http-request return status 503 content-type 'text/html; charset=utf-8' hdr Retry-After 5 "
            + $"string '{AwayPage}' if {{ nbsrv({plan.Web.Name}) eq 0 }} {{ req.hdr(accept) -m sub text/html }}");

        foreach (var rule in Rules(plan, paths)) Line(rule);
        Line($"default_backend {plan.Web.Name}");
        return text.ToString();
    }

    static void Redirect(GatewayPlan plan, Action<string> line)
    {
        var port = plan.ListenTls[0].Split(':')[^1];
        line("http-request redirect code 308 location https://%[req.hdr(host),regsub(:[0-9]+$,)]"
            + $"{(port == "443" ? "" : ":" + port)}%[pathq] unless {{ ssl_fc }}");
        line("http-response set-header Strict-Transport-Security max-age=63072000 if { ssl_fc }");
    }

    static IEnumerable<string> Rules(GatewayPlan plan, IReadOnlyList<ServicePath> paths)
    {
        if (plan.Pools.Any(pool => pool.Services.Count > 0))
            foreach (var path in paths)
            {
                var methods = path.Methods is [] ? "" : $" {{ method {string.Join(' ', path.Methods)} }}";
                yield return
                    $"use_backend {plan.Of(path.Service).Name} if {{ path -i -m reg '{path.Pattern}' }}{methods}";
            }

        if (plan.Api is { Web: false } api)
            yield return $"use_backend {api.Name} if {{ path -i -m reg '^(/({Languages}))?/api/' }}";
    }

    static string Backend(Pool pool)
    {
        var text = new StringBuilder($"""

            backend {pool.Name}
                balance leastconn
                option httpchk
                http-check send meth GET uri /readyz ver HTTP/1.1 hdr Host gateway
                http-check expect status 200
                default-server check inter 500ms fall 2 rise 2 slowstart 5s init-addr last,libc,none
                default-server observe layer4 error-limit 3 on-error mark-down

            """);
        for (var i = 0; i < pool.Addresses.Count; i++)
            text.Append($"    server {pool.Name}-{i + 1} {pool.Addresses[i]}\n");
        return text.ToString();
    }

    static string Numbers(string address) => $"""

        frontend numbers
            bind {address}
            http-request use-service prometheus-exporter if {"{ path /metrics }"}
            http-request return status 404

        """;

    static string Problem(Refusal refusal)
    {
        var after = refusal.RetryAfter is { } seconds ? $" hdr Retry-After {seconds}" : "";
        return $"content-type application/problem+json{after} "
            + $"string '{JsonSerializer.Serialize(refusal.AsDetails(), Plain)}'";
    }

    // Apostrophes are escaped: they would end the quoted text they stand in.
    static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Default,
    };

    static string Languages => string.Join('|', Words.Languages.Select(language => language.Code));

    static string Quoted(string text) => text.Contains('\'')
        ? throw new CannotLaunch($"HAProxy cannot be told a path with an apostrophe: {text}")
        : $"'{text}'";

    const string AwayPage =
        "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"5\">"
        + "<meta name=\"viewport\" content=\"width=device-width\"><title>Feria</title><body style=\"font:1.2rem/1.6 "
        + "system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem\"><h1>Feria</h1><p>We are back in a "
        + "moment. This page looks again by itself.</p><p lang=\"es\">Volvemos en un momento. Esta página se actualiza "
        + "sola.</p>";
}
