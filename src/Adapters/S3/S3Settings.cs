using System.Text.RegularExpressions;

namespace Feria.Adapters.S3;

/// <summary>
/// Where the bucket is and how to get in, from one line: <c>s3://key:secret@host:port/bucket?region=eu-west-1</c> over
/// TLS, <c>s3+http://</c> without. docs/guides/objects.md.
/// </summary>
public sealed partial record S3Settings(Uri Server, string Bucket, string Key, string Secret, string Region)
{
    static readonly SettingLine Line = new("Feria:Objects");

    /// <summary>Throws <see cref="InvalidOperationException"/>; it says what is wrong and repeats no secret.</summary>
    public static S3Settings Parse(string text)
    {
        var shape = Shape().Match(text);
        if (!shape.Success)
            throw Line.Wrong("it reads s3://key:secret@host:port/bucket?region=name, s3+http:// without TLS; write "
                + "/ @ : % in a secret as %2F %40 ...");
        var isPlain = shape.Groups["scheme"].Value == "s3+http";
        var (host, port) = Line.Host(shape.Groups["host"].Value, isPlain ? 80 : 443);
        var options = Line.Options(shape.Groups["query"].Value, "region");
        return new(
            new UriBuilder(isPlain ? "http" : "https", host, port).Uri,
            Line.Plain(shape.Groups["bucket"].Value, "bucket"),
            Line.Plain(shape.Groups["key"].Value, "key"),
            Line.Plain(shape.Groups["secret"].Value, "secret"),
            options.GetValueOrDefault("region", "us-east-1"));
    }

    [GeneratedRegex(
        @"\A(?<scheme>s3|s3\+http)://(?<key>[^:@/?]+):(?<secret>[^:@/?]+)@(?<host>[^/?@]+)"
        + @"/(?<bucket>[A-Za-z0-9.-]{3,63})(\?(?<query>.*))?\z")]
    private static partial Regex Shape();
}
