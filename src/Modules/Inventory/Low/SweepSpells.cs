namespace Feria.Inventory;

/// <summary>Forgets what was low and is not any more.</summary>
sealed class SweepSpells(Database database) : Sweep(database)
{
    public override string Name => "inventory.sweep-spells";

    public override TimeSpan? Every => TimeSpan.FromHours(1);

    protected override IReadOnlyList<string> Statements => [SpellsSql];

    const string SpellsSql = """
        -- inventory.sweep-spells.spells
        delete from inventory.low_spell
        where region = @Region and id = any(array(
            select id from inventory.low_spell
            where region = @Region and ended_at < now() - interval '90 days'
            order by ended_at
            limit @AtMost
            for update skip locked))
        """;
}
