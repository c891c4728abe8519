using System.Buffers.Text;
using System.Security.Cryptography;

namespace Feria.Kernel.Tests;

public sealed class VaultTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("feria-vault-").FullName;
    string KeyFile => Path.Combine(folder, "keys.json");

    public VaultTests() => Vault.Create(KeyFile);

    [Fact]
    public void What_is_sealed_opens_under_the_same_name_only()
    {
        var vault = Vault.Open(KeyFile);
        var value = vault.Seal("Rua das Flores, 12", "accounts.address");

        Assert.Equal("Rua das Flores, 12", vault.Open(value, "accounts.address"));
        Assert.ThrowsAny<CryptographicException>(() => vault.Open(value, "accounts.email"));
    }

    [Fact]
    public void A_changed_byte_does_not_open()
    {
        var vault = Vault.Open(KeyFile);
        for (var i = 4; i < 4 + 12 + 5 + 16; i++)
        {
            var value = vault.Seal("hello", "x");
            value[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => vault.Open(value, "x"));
        }
    }

    [Fact]
    public void Sealed_twice_it_looks_different_and_its_index_is_the_same()
    {
        var vault = Vault.Open(KeyFile);

        Assert.NotEqual(vault.Seal("ana@example.com", "x"), vault.Seal("ana@example.com", "x"));
        Assert.Equal(vault.BlindIndex("ana@example.com", "x"), vault.BlindIndex("ana@example.com", "x"));
        Assert.NotEqual(vault.BlindIndex("ana@example.com", "x"), vault.BlindIndex("ana@example.com", "y"));
    }

    [Fact]
    public void After_a_new_key_old_values_open_and_new_ones_carry_it()
    {
        var before = Vault.Open(KeyFile).Seal("old", "x");
        var fresh = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        File.WriteAllText(KeyFile, File.ReadAllText(KeyFile)
            .Replace("\"current\":1", "\"current\":2")
            .Replace("{\"1\":", $"{{\"2\":\"{fresh}\",\"1\":"));

        var vault = Vault.Open(KeyFile);

        Assert.Equal("old", vault.Open(before, "x"));
        Assert.Equal([0, 0, 0, 1], before[..4]);
        Assert.Equal([0, 0, 0, 2], vault.Seal("new", "x")[..4]);
    }

    [Fact]
    public void The_key_file_is_its_owner_s_alone_and_never_written_over()
    {
        var before = File.ReadAllText(KeyFile);
        Vault.Create(KeyFile);

        Assert.Equal(before, File.ReadAllText(KeyFile));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}

public sealed class TokenTests
{
    [Fact]
    public void A_token_has_256_random_bits()
    {
        var tokens = Enumerable.Range(0, 1000).Select(_ => Token.New()).ToList();

        Assert.Equal(1000, tokens.Distinct().Count());
        Assert.All(tokens, token => Assert.Equal(32, Base64Url.DecodeFromChars(token).Length));
    }
}
