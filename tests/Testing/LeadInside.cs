namespace Feria.Testing;

/// <summary>
/// Addresses that lead inside a network, in every spelling that was ever used to get there. Names ending in
/// <c>.example</c> are resolved by the test: inside, metadata, both, six and mapped lead to where they say.
/// </summary>
public static class LeadInside
{
    public static readonly IReadOnlyList<string> Addresses =
    [
        "http://127.0.0.1/", "http://127.1/", "http://127.0.1/", "http://2130706433/", "http://0x7f000001/",
        "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://017700000001/", "http://localhost/", "http://localhost./",
        "http://LOCALHOST/", "http://0/", "http://0.0.0.0/", "http://[::]/", "http://[::1]/",
        "http://[0:0:0:0:0:0:0:1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://[2001:0:7f00:1::]/", "http://[fe80::1]/",
        "http://[fc00::1]/", "http://[fd00:ec2::254]/", "http://[ff02::1]/", "http://10.0.0.1/", "http://172.16.0.1/",
        "http://172.31.255.255/", "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/", "http://192.0.0.1/", "http://198.18.0.1/", "http://224.0.0.1/", "http://240.0.0.1/",
        "http://255.255.255.255/", "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/", "http://inside.example/",
        "http://metadata.example/", "http://both.example/", "http://six.example/", "http://mapped.example/",
        "file:///etc/passwd", "javascript:alert(1)", "data:image/png;base64,iVBORw0KGgo=",
    ];
}
