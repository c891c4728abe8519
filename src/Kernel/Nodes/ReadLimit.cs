using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Feria.Kernel;

/// <summary>
/// Whoever waits for a page is told soon that it cannot be had: a question for it has little time, and after one that
/// was not answered in time no other is asked. What runs in the background, or writes, has the general time of a
/// command.
/// </summary>
public sealed class ReadLimit
{
    // A server that does not even answer the asking to cancel costs as much again.
    internal const int OfQuestionSeconds = 5;

    static readonly AsyncLocal<ReadLimit?> Ambient = new();

    volatile bool isSpent;

    ReadLimit()
    {
    }

    /// <summary>Of the page this flow of control makes; null in the background and for what writes.</summary>
    internal static ReadLimit? Current => Ambient.Value;

    /// <summary>An <see cref="Outage"/> where no more is to be asked for this page.</summary>
    internal void Check()
    {
        if (isSpent) throw new Outage("The database has kept this page waiting long enough.");
    }

    internal async Task<T> MindAsync<T>(Task<T> work)
    {
        try
        {
            return await work;
        }
        catch (NpgsqlException late) when (late.InnerException is TimeoutException)
        {
            isSpent = true;
            throw;
        }
    }

    public static void Use(WebApplication app) => app.Use((context, next) =>
    {
        var reads = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        Ambient.Value = reads ? new() : null;
        return next(context);
    });
}
