using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Kernel.Tests;

/// <summary>A module as small as one can be: it notes what it is told, and says no in every way there is.</summary>
public sealed class Room : IModule
{
    public static readonly Refusal Full = new(422, "room_full", "The room is full.");
    public static readonly Refusal Twice = new(409, "note_twice", "This note is there already.");

    public string Name => "room";

    public void Add(IServiceCollection services, IConfiguration settings) => services.AddValidation();

    public IReadOnlyDictionary<string, Refusal> Constraints { get; } =
        new Dictionary<string, Refusal> { ["note_pk"] = Twice };

    public sealed record Note(
        [property: OneLine(40)] string Text,
        [property: Range(1, 10)] int Count,
        Place? Place);

    public sealed record Place([property: Length(1, 10)] string PostalCode);

    public sealed record Noted(Guid Id, string Text);

    public void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/notes", NoteAsync).AllowAnyone();
        api.MapPost("/notes/slow", SlowAsync).AllowAnyone();
        api.MapPost("/notes/twice", TwiceAsync).AllowAnyone();
        api.MapPost("/full", FullAsync).AllowAnyone();
        api.MapPost("/busy", BusyAsync).AllowAnyone();
        api.MapPost("/broken", BrokenAsync).AllowAnyone();
        api.MapGet("/list", (int limit) => TypedResults.Ok(limit)).AllowAnyone();
        api.MapGet("/mine", (Caller caller) => TypedResults.Ok(caller.Account)).RequireAccount();
        api.MapGet("/desk", () => TypedResults.NoContent()).RequireAccess("room.desk");
    }

    static async Task<Created<Noted>> NoteAsync(Note note, Database db, CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        var id = Id.New();
        await tx.ExecuteAsync("insert into note (id, text) values (@id, @Text)", new { id, note.Text });
        return await tx.CommitAsync(TypedResults.Created($"/notes/{id}", new Noted(id, note.Text)));
    }

    static async Task<Created<Noted>> SlowAsync(Note note, Database db, Gate gate, CancellationToken stop)
    {
        gate.Entered.Release();
        await gate.Open.Task.WaitAsync(stop);
        return await NoteAsync(note, db, stop);
    }

    static async Task<Ok> TwiceAsync(Database db, CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        await tx.ExecuteAsync("insert into note (id, text) values (@id, 'a'), (@id, 'b')", new { id = Id.New() });
        return await tx.CommitAsync(TypedResults.Ok());
    }

    static async Task<ProblemHttpResult> FullAsync(Database db, CancellationToken stop)
    {
        await using var tx = await db.WriteAsync(stop);
        await tx.ExecuteAsync("insert into asked default values");
        await tx.CommitAsync();
        return Full.With("left", 0).At("count").AsProblem();
    }

    static ProblemHttpResult BusyAsync() => (KernelRefusals.TooManyRequests with { RetryAfter = 7 }).AsProblem();

    static async Task<Ok> BrokenAsync(Gate gate, Database db, CancellationToken stop)
    {
        if (gate.Breaks) throw new InvalidOperationException("a bug with a secret in it");
        await using var tx = await db.WriteAsync(stop);
        return await tx.CommitAsync(TypedResults.Ok());
    }
}

/// <summary>Lets a test hold a handler inside, or make it break.</summary>
public sealed class Gate
{
    public SemaphoreSlim Entered { get; } = new(0);
    public TaskCompletionSource Open { get; set; } = new();
    public bool Breaks { get; set; }
}

/// <summary>Two people: one may use the desk, the other not.</summary>
sealed class TwoCallers : ICallers
{
    public const string Ana = "ana-ana-ana-ana-ana-ana-ana";
    public const string Desk = "desk-desk-desk-desk-desk-desk";
    public static readonly Guid AnaAccount = new("00000000-0000-7000-8000-000000000001");

    public Task<Caller?> OfTokenAsync(string token, CancellationToken stop) => Task.FromResult(token switch
    {
        Ana => new Caller { Account = AnaAccount },
        Desk => new Caller { Account = Guid.Empty, Permissions = new HashSet<string> { "room.desk" } },
        _ => null,
    });
}
