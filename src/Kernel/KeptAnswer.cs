using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Feria.Kernel;

/// <summary>An answer as bytes: what the first caller got is what every later one gets.</summary>
sealed record KeptAnswer(int Status, Dictionary<string, string> Headers, byte[] Body) : IResult
{
    static readonly string[] KeptHeaders = ["Content-Type", "Location", "ETag", "Retry-After"];

    // 400, 401, 403, 429 and 5xx changed nothing and may come out differently next time.
    public bool IsKept => Status is < 500 and not (400 or 401 or 403 or 413 or 415 or 429);

    public static async Task<KeptAnswer> RenderAsync(IResult result, HttpContext asking)
    {
        if (result is KeptAnswer already) return already;
        await using var body = new MemoryStream();
        var stage = new DefaultHttpContext { RequestServices = asking.RequestServices };
        stage.Response.Body = body;
        await result.ExecuteAsync(stage);
        await stage.Response.CompleteAsync();
        foreach (var cookie in stage.Response.Headers.SetCookie) asking.Response.Headers.Append(
            "Set-Cookie", cookie);
        var headers = KeptHeaders
            .Where(stage.Response.Headers.ContainsKey)
            .ToDictionary(name => name, name => stage.Response.Headers[name].ToString());
        return new KeptAnswer(stage.Response.StatusCode, headers, body.ToArray());
    }

    public async Task ExecuteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        foreach (var (name, value) in Headers) context.Response.Headers[name] = value;
        if (Body.Length == 0) return;
        context.Response.ContentLength = Body.Length;
        await context.Response.Body.WriteAsync(Body);
    }

    // Sealed together: the headers as a line of JSON, which holds no line break, then the body as it is.
    public byte[] Seal(byte[] key) =>
        Sealed.Close(key, [.. JsonSerializer.SerializeToUtf8Bytes(Headers), (byte)'\n', .. Body]);

    public static KeptAnswer Open(byte[] text, byte[] key, int status)
    {
        var opened = Sealed.Open(key, text);
        var end = Array.IndexOf(opened, (byte)'\n');
        var headers = JsonSerializer.Deserialize<Dictionary<string, string>>(opened.AsSpan(0, end))!;
        return new(status, headers, opened[(end + 1)..]);
    }
}
