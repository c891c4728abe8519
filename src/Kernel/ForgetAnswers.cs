using System.Text.Json;

namespace Feria.Kernel;

/// <summary>Forgets idempotent answers after two days, a bounded batch at a time.</summary>
public sealed class ForgetAnswers(Database database) : Job
{
    public override string Name => "kernel.forget-answers";

    public override TimeSpan? Every => TimeSpan.FromMinutes(10);

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(ForgetSql);
        await tx.CommitAsync();
    }

    const string ForgetSql = """
        -- kernel.forget-answers.forget
        delete from kernel.idempotency
        where hash in (
            select hash from kernel.idempotency
            where created_at < now() - interval '2 days'
            order by created_at
            limit 10000
            for update skip locked)
        """;
}
