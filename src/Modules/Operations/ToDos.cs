using Feria.Contracts;

namespace Feria.Operations;

/// <summary>Jobs that were given up.</summary>
sealed class ParkedJobs : IToDo
{
    public string Name => "operations.parked-jobs";

    public string Permission => Contracts.Permission.ManageOperations;

    public async Task<ToDoCount> CountAsync(Session session)
    {
        var (many, since) = await JobDesk.ParkedAsync(session, IToDo.CountAtMost);
        return new(many, since);
    }
}

/// <summary>Events a reaction could not hear.</summary>
sealed class ParkedEvents : IToDo
{
    public string Name => "operations.parked-events";

    public string Permission => Contracts.Permission.ManageOperations;

    public async Task<ToDoCount> CountAsync(Session session)
    {
        var (many, since) = await ReactionDesk.ParkedAsync(session, IToDo.CountAtMost);
        return new(many, since);
    }
}
