using System.Net.Http.Json;

namespace Feria.Operations.Tests;

/// <summary>Who looks after the installation is told of what broke: once, in time, and not all night.</summary>
public sealed class AlertTests(Workshop shop) : IClassFixture<Workshop>
{
    [Fact]
    public async Task What_opened_is_told_once_however_many_tell()
    {
        await BeginAsync();
        await shop.BreakAsync(IncidentTests.MishapOf("Alone"), 3);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => shop.TellAsync()));
        await shop.TellAsync();

        Assert.Equal("incident-opened 1", await NoticesAsync());
        Assert.Equal(1L, await LettersAsync("incident-opened"));
        Assert.Equal("opened false", await AlertsAsync());
    }

    [Fact]
    public async Task A_storm_is_one_message_with_the_list_and_what_follows_waits()
    {
        await BeginAsync();
        for (var i = 0; i < 12; i++) shop.Database.Mishaps.Note(IncidentTests.MishapOf($"Hail{i}"), "It broke.");
        await shop.WriteAsync();
        await shop.TellAsync();
        Assert.Equal("incidents-opened 1", await NoticesAsync());
        Assert.Equal(1L, await LettersAsync("incidents-opened"));

        for (var i = 0; i < 4; i++) shop.Database.Mishaps.Note(IncidentTests.MishapOf($"More{i}"), "It broke.");
        await shop.WriteAsync();
        await shop.TellAsync();
        Assert.Equal("incidents-opened 1", await NoticesAsync());

        // Ten minutes later what came since is told, as one again.
        await shop.SqlAsync("""
            update operations.incident_alert set told_at = told_at - interval '11 minutes';
            update operations.incident set opened_at = opened_at - interval '11 minutes' where kind like 'Hail%'
            """);
        await shop.BreakAsync(IncidentTests.MishapOf("More4"));
        await shop.BreakAsync(IncidentTests.MishapOf("More5"));
        await shop.TellAsync();
        Assert.Equal("incidents-opened 2", await NoticesAsync());
        Assert.Equal(18L, await shop.SqlAsync("select count(*) from operations.incident_alert where is_storm"));
    }

    [Fact]
    public async Task In_quiet_hours_only_what_is_critical_is_told_and_the_rest_when_they_end()
    {
        await BeginAsync();
        var hour = DateTime.UtcNow.Hour;
        await SetAsync("incidents.quiet-from", hour);
        await SetAsync("incidents.quiet-until", (hour + 2) % 24);
        await shop.BreakAsync(IncidentTests.MishapOf("Cough"));
        await shop.BreakAsync(IncidentTests.MishapOf("Fire") with { Severity = Severity.Critical });

        await shop.TellAsync();
        Assert.Equal("Fire", await shop.SqlAsync("""
            select string_agg(i.kind, ',') from operations.incident_alert a
            join operations.incident i on i.id = a.incident_id
            """));

        await SetAsync("incidents.quiet-until", hour);
        await shop.TellAsync();
        Assert.Equal("Cough,Fire", await shop.SqlAsync("""
            select string_agg(i.kind, ',' order by i.kind) from operations.incident_alert a
            join operations.incident i on i.id = a.incident_id
            """));
    }

    [Fact]
    public async Task Below_the_thresholds_nobody_is_told()
    {
        await BeginAsync();
        await SetAsync("incidents.tell-count", 10);
        await shop.BreakAsync(IncidentTests.MishapOf("Seldom"), 9);
        await shop.BreakAsync(IncidentTests.MishapOf("Mild") with { Severity = Severity.Warning }, 50);

        await shop.TellAsync();
        Assert.Equal(DBNull.Value, await shop.SqlAsync("select max(told_at) from operations.incident_alert"));

        await shop.BreakAsync(IncidentTests.MishapOf("Seldom"));
        await shop.TellAsync();
        Assert.Equal("opened false", await AlertsAsync());
    }

    [Fact]
    public async Task What_is_critical_and_nobody_is_at_is_told_again_once()
    {
        await BeginAsync();
        await shop.BreakAsync(IncidentTests.MishapOf("Burning") with { Severity = Severity.Critical });
        await shop.BreakAsync(IncidentTests.MishapOf("CaredFor") with { Severity = Severity.Critical });
        await shop.SqlAsync("""
            update operations.incident set opened_at = now() - interval '16 minutes';
            update operations.incident set acknowledged_at = now() where kind = 'CaredFor'
            """);

        await shop.TellAsync();
        await shop.TellAsync();

        Assert.Equal("Burning escalated", await shop.SqlAsync("""
            select string_agg(i.kind || ' ' || a.stage, ',') from operations.incident_alert a
            join operations.incident i on i.id = a.incident_id where a.stage = 'escalated'
            """));
        Assert.Equal(1L, await LettersAsync("incident-escalated"));
    }

    [Fact]
    public async Task That_it_is_over_is_told_to_whom_it_was_told()
    {
        await BeginAsync();
        await shop.BreakAsync(IncidentTests.MishapOf("Over"));
        await shop.TellAsync();
        var id = await shop.SqlAsync("select id from operations.incident");
        (await shop.Operator.PostAsJsonAsync($"/api/v1/admin/incidents/{id}/resolve", new { }))
            .EnsureSuccessStatusCode();

        await shop.TellAsync();
        await shop.TellAsync();

        Assert.Equal(1L, await LettersAsync("incident-resolved"));
        Assert.Equal("opened false,resolved false", await AlertsAsync());
    }

    async Task BeginAsync()
    {
        await shop.WriteAsync();
        await shop.SqlAsync("""
            delete from operations.incident; delete from notifications.notice; delete from notifications.letter;
            delete from notifications.posted
            """);
        await SetAsync("incidents.quiet-from", 0);
        await SetAsync("incidents.quiet-until", 0);
        await SetAsync("incidents.tell-count", 1);
    }

    async Task SetAsync(string key, int value)
    {
        using var setter = shop.As(shop.Account, Contracts.Permission.ManageSettings);
        var version = await shop.SqlAsync(
            $"select coalesce(max(version), 0) from operations.setting where key = '{key}'");
        (await setter.PutAsJsonAsync($"/api/v1/admin/settings/{key}", new { value, version, why = "A test." }))
            .EnsureSuccessStatusCode();
    }

    async Task<object?> NoticesAsync() => await shop.SqlAsync("""
        select string_agg(kind || ' ' || many, ',' order by kind)
        from (select kind, count(*) as many from notifications.notice group by kind) n
        """);

    async Task<object?> LettersAsync(string template) => await shop.SqlAsync(
        $"select count(*) from notifications.letter where template = '{template}'");

    async Task<object?> AlertsAsync() => await shop.SqlAsync("""
        select string_agg(stage || ' ' || is_storm, ',' order by stage) from operations.incident_alert
        """);
}
