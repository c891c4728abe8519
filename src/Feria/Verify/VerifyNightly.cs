using System.Text.Json;
using Feria.Operations;

namespace Feria.Verify;

/// <summary>
/// Verifies references, copies and the audit once a night, in the hour of <c>Feria:VerifyHour</c> (UTC, 3 unless set,
/// 24 for never), and keeps what was found; each fault is logged as an error, so that who watches the logs hears of it.
/// </summary>
public sealed class VerifyNightly(
    Database database, VerifyReferences references, VerifyCopies copies, AuditDesk audit, IConfiguration settings,
    TimeProvider clock, ILogger<VerifyNightly> log) : Job
{
    const int UsualHour = 3;
    static readonly TimeSpan AboutADay = TimeSpan.FromHours(20);

    public override string Name => "feria.verify-nightly";

    public override TimeSpan? Every => TimeSpan.FromMinutes(10);

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        if (clock.GetUtcNow().Hour != settings.GetValue("Feria:VerifyHour", UsualHour)) return;
        IReadOnlyList<Verifications.Verification> last;
        await using (var session = await database.ReadFreshAsync(stop))
            last = await Verifications.ReadLastAsync(session);
        bool IsDue(string kind) => last.All(one =>
            one.Kind != kind || clock.GetUtcNow() - one.StartedAt > AboutADay);

        if (IsDue(Verifications.References)) await RunReferencesAsync(null, stop);
        if (IsDue(Verifications.Copies)) await RunCopiesAsync(null, repair: false, stop);
        if (IsDue(Verifications.Audit)) await RunAuditAsync(stop);
    }

    void Note(string kind, long faults)
    {
        if (faults == 0) return;
        var untrue = new Mishap(Mishap.Verification, "untrue", "feria", kind, Severity.Critical);
        database.Mishaps.Note(untrue, $"{faults} faults were found.");
    }

    public async Task<IReadOnlyList<VerifyReferences.Finding>> RunReferencesAsync(
        Action<VerifyReferences.Finding>? tell, CancellationToken stop)
    {
        var begun = clock.GetUtcNow();
        var findings = await references.RunAsync(tell, stop);
        foreach (var broken in findings.Where(finding => finding.Broken > 0))
            log.LogError("Claim {Claim} is broken {Count} times", broken.Claim, broken.Broken);
        Note(Verifications.References, findings.Sum(one => one.Broken));
        await Verifications.KeepAsync(
            database, Verifications.References, begun, clock.GetUtcNow(), findings.Sum(one => one.Broken), findings);
        return findings;
    }

    public async Task<IReadOnlyList<VerifyCopies.Finding>> RunCopiesAsync(
        Action<VerifyCopies.Finding>? tell, bool repair, CancellationToken stop)
    {
        var begun = clock.GetUtcNow();
        var findings = await copies.RunAsync(tell, repair, stop);
        foreach (var untrue in findings.Where(finding => finding.Faults > 0))
            log.LogError("Copy {Copy} has {Count} faults", untrue.Copy, untrue.Faults);
        Note(Verifications.Copies, findings.Sum(one => one.Faults));
        await Verifications.KeepAsync(
            database, Verifications.Copies, begun, clock.GetUtcNow(), findings.Sum(one => one.Faults), findings);
        return findings;
    }

    async Task RunAuditAsync(CancellationToken stop)
    {
        var begun = clock.GetUtcNow();
        var proof = await audit.VerifyAsync(null, stop);
        // The end goes to the logs, which are kept elsewhere: what is cut off later can be told by it.
        if (proof.Holds) log.LogInformation("The audit ends at {Last}:{Hash}", proof.Last, proof.Hash);
        else log.LogError("Line {Line} of the audit is {Why}", proof.Broken, proof.Why);
        Note(Verifications.Audit, proof.Holds ? 0 : 1);
        await Verifications.KeepAsync(
            database, Verifications.Audit, begun, clock.GetUtcNow(), proof.Holds ? 0 : 1, [proof]);
    }
}
