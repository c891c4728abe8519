namespace Feria.Inventory;

/// <summary>A change of units on hand as the shelf writes it down.</summary>
sealed record Movement(Guid Offer, string Kind, long From, long To, Guid? Cause, Guid? Actor, string? Why);

static class Movements
{
    /// <summary>Writes them in one statement that is put off.</summary>
    public static void Write(Tx tx, IReadOnlyList<Movement> movements)
    {
        if (movements.Count == 0) return;
        tx.Later(WriteSql, new
        {
            tx.Region,
            ids = movements.Select(_ => Id.New()).ToArray(),
            offers = movements.Select(movement => movement.Offer).ToArray(),
            kinds = movements.Select(movement => movement.Kind).ToArray(),
            froms = movements.Select(movement => movement.From).ToArray(),
            tos = movements.Select(movement => movement.To).ToArray(),
            causes = movements.Select(movement => movement.Cause).ToArray(),
            actors = movements.Select(movement => movement.Actor).ToArray(),
            whys = movements.Select(movement => movement.Why).ToArray(),
        });
    }

    const string WriteSql = """
        -- inventory.movements.write
        insert into inventory.movement (region, id, offer_id, kind, units_from, units_to, cause, actor, why)
        select @Region, m.id, m.offer_id, m.kind, m.units_from, m.units_to, m.cause, m.actor, m.why
        from unnest(@ids::uuid[], @offers::uuid[], @kinds::text[], @froms::bigint[], @tos::bigint[], @causes::uuid[],
            @actors::uuid[], @whys::text[]) as m(id, offer_id, kind, units_from, units_to, cause, actor, why)
        """;
}
