using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Feria.Accounts;

/// <summary>Where a call comes from, as far as slow-down and the list of sessions need it.</summary>
/// <param name="Network">What a failure is counted against: an IPv4 address, or an IPv6 network of 64 bits.</param>
/// <param name="Locale">The language to write to the person in: of the page, else of the browser.</param>
/// <param name="Client">What the browser or program calls itself.</param>
public sealed record Visit(string Network, string Client, string Locale)
{
    const int LongestClient = 200;

    public static Visit Of(HttpContext context, string? locale = null) => new(
        Kernel.Network.Of(context.Connection.RemoteIpAddress ?? IPAddress.None),
        ClientOf(context.Request.Headers.UserAgent.ToString()),
        locale ?? Kernel.Locale.Speak(context.Request.Headers.AcceptLanguage));

    public static ValueTask<Visit?> BindAsync(HttpContext context, ParameterInfo parameter) => new(Of(context));

    static string ClientOf(string agent)
    {
        var text = string.Concat(agent.Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter)));
        return text.Length > LongestClient ? text[..LongestClient] : text;
    }
}
