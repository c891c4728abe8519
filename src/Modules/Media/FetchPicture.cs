using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Media;

/// <summary>Takes a picture in from an address on the public internet.</summary>
public static class FetchPicture
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/pictures/fetched", Handle)
        .WithName(nameof(FetchPicture))
        .RequireAccount()
        .Allows(perMinute: 60, burst: 120)
        .Refuses(
            Refusals.AddressRefused, Refusals.NotFetched, Refusals.KindUnknown, Refusals.TooManyPixels,
            Refusals.Broken, Refusals.TooManyBytes, Refusals.Unavailable)
        .WithExample(new Body("https://example.com/lamp.jpg"));

    public sealed record Body([Required, OneLine(2000)] string Url);

    static async Task<Results<Ok<Shown>, ProblemHttpResult>> Handle(
        Body body, Caller caller, TakePictures pictures, Outward outward, CancellationToken stop)
    {
        var (sent, unfetched) = await FetchAsync(outward, body.Url, stop);
        if (sent is null) return unfetched!.AsProblem();
        var (picture, refusal) = await pictures.TakeAsync(sent, caller.Account!.Value, stop);
        return picture is null ? refusal!.AsProblem() : TypedResults.Ok(Shown.Of(picture));
    }

    // Why it failed is not told: whoever asks could learn of networks by it.
    internal static async Task<(byte[]? Sent, Refusal? Refusal)> FetchAsync(
        Outward outward, string url, CancellationToken stop)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || !Outward.IsAskable(address))
            return (null, Refusals.AddressRefused);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            return await outward.GetAsync(address, TakePictures.MostBytes, patience.Token) is { } sent
                ? (sent, null)
                : (null, Refusals.TooManyBytes);
        }
        catch (OutwardRefused)
        {
            return (null, Refusals.AddressRefused);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException
            || (fault is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return (null, Refusals.NotFetched);
        }
    }
}
