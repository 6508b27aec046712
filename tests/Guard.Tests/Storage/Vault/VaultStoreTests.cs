using System.Security.Cryptography;
using Sekimori.Storage.Accounts;
using Sekimori.Storage.Files;
using Sekimori.Storage.Recordings;
using Sekimori.Storage.Secrets;
using Sekimori.Storage.Vault;

namespace Sekimori.Storage.Tests;

public sealed class VaultStoreTests : IDisposable
{
    private const string Secret = "a-Secret-that-is-nowhere";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sekimori-vault");
    private readonly DirectoryInfo _credentials = Directory.CreateTempSubdirectory("sekimori-credentials");

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _credentials.Delete(recursive: true);
    }

    private DataFolder Data => new(_folder.FullName);

    private string VaultFile => Path.Combine(_folder.FullName, "vault.json");

    private VaultStore Open(KeyWrapping? wrapping = null) => new(Data, new SecretProtection(Data, wrapping));

    [Fact]
    public void An_entry_is_found_in_any_case_and_its_secret_is_in_no_file()
    {
        Open().Add("Web-Admin", "svc@LAB.TEST", Secret);
        var (entry, secret) = Open().Open("web-admin")!.Value;
        Assert.Equal(("Web-Admin", "svc@LAB.TEST", Secret), (entry.Name, entry.User, secret));
        Assert.Null(Open().Open("other"));
        foreach (var file in _folder.EnumerateFiles("*", SearchOption.AllDirectories))
            Assert.DoesNotContain(Secret, File.ReadAllText(file.FullName), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(VaultFile));
    }

    [Fact]
    public void A_secret_is_replaced_and_an_entry_removed()
    {
        var vault = Open();
        vault.Add("a", "u", Secret);
        vault.Rotate("A", "another");
        Assert.Equal("another", Open().Open("a")!.Value.Secret);
        vault.Remove("a");
        Assert.Empty(Open().List());
        Assert.True(Assert.Throws<VaultException>(() => vault.Remove("a")).IsRefusal);
        Assert.True(Assert.Throws<VaultException>(() => vault.Rotate("a", "x")).IsRefusal);
    }

    [Theory]
    [InlineData("", "u", "x")]
    [InlineData("a b", "u", "x")]
    [InlineData("../a", "u", "x")]
    [InlineData("a", "", "x")]
    [InlineData("a", "u\n", "x")]
    [InlineData("a", "u", "")]
    public void What_cannot_be_is_rejected(string name, string user, string secret) =>
        Assert.False(Assert.Throws<VaultException>(() => Open().Add(name, user, secret)).IsRefusal);

    [Fact]
    public void A_name_is_taken_once()
    {
        Open().Add("a", "u", "x");
        Assert.True(Assert.Throws<VaultException>(() => Open().Add("A", "u", "y")).IsRefusal);
    }

    [Theory]
    [InlineData("\"user\": \"u\"", "\"user\": \"v\"")]
    [InlineData("\"name\": \"a\"", "\"name\": \"b\"")]
    public void A_secret_that_was_put_beside_another_name_or_user_is_not_decrypted(string part, string instead)
    {
        Open().Add("a", "u", Secret);
        File.WriteAllText(VaultFile, File.ReadAllText(VaultFile).Replace(part, instead, StringComparison.Ordinal));
        var failure = Assert.Throws<VaultException>(() => Open().Open(Open().List()[0].Name));
        Assert.DoesNotContain(Secret, failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"version\": 2, \"entries\": []}")]
    [InlineData("{\"version\": 1, \"entries\": [], \"more\": 1}")]
    public void A_file_that_is_none_is_named(string text)
    {
        DurableFile.Replace(VaultFile, System.Text.Encoding.UTF8.GetBytes(text));
        Assert.Contains("vault.json", Assert.Throws<VaultException>(() => Open().List()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrapping_that_is_configured_later_keeps_the_vault_and_the_recordings_readable()
    {
        Open().Add("a", "u", Secret);
        var recordings = new RecordingFolder(Data, new SecretProtection(Data));
        using (var writer = recordings.Create("0-0001"))
        {
            writer.Append("text"u8);
            writer.Close();
        }
        File.WriteAllBytes(Path.Combine(_credentials.FullName, "key"), RandomNumberGenerator.GetBytes(32));
        var wrapping = new KeyWrapping { Credential = "key", CredentialFolder = _credentials.FullName };
        _ = new AccountStore(Data, new SecretProtection(Data, wrapping));

        // The bare keys are gone.
        Assert.Throws<InvalidDataException>(() => new SecretProtection(Data));
        Assert.Equal(Secret, Open(wrapping).Open("a")!.Value.Secret);
        using var reader = new RecordingFolder(Data, new SecretProtection(Data, wrapping)).Open("0-0001");
        Assert.Equal("text"u8.ToArray(), reader.Next());
    }
}
