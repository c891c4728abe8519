namespace Feria.Kernel;

/// <summary>Forgets idempotent answers after two days.</summary>
public sealed class ForgetAnswers(Database database) : Sweep(database)
{
    public override string Name => "kernel.forget-answers";

    public override TimeSpan? Every => TimeSpan.FromMinutes(10);

    protected override IReadOnlyList<string> Statements => [ForgetSql];

    const string ForgetSql = """
        -- kernel.forget-answers.forget
        delete from kernel.idempotency
        where hash = any(array(
            select hash from kernel.idempotency
            where created_at < now() - interval '2 days'
            order by created_at
            limit @AtMost
            for update skip locked))
        """;
}
