using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Sekimori.Guard;
using Sekimori.Security.Accounts;
using Sekimori.Storage.Accounts;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;

namespace Sekimori.Storage.Tests;

public sealed class AccountStoreTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sekimori-accounts");

    public void Dispose() => _folder.Delete(recursive: true);

    private string AccountsFile => Path.Combine(_folder.FullName, "accounts.json");

    private string NumberFile => Path.Combine(_folder.FullName, "accounts.number");

    private AccountStore Open(KeyWrapping? wrapping = null)
    {
        var folder = new DataFolder(_folder.FullName);
        return new AccountStore(folder, new SecretProtection(folder, wrapping), iterations: 1000);
    }

    [Fact]
    public void An_added_account_can_be_found_in_any_case_and_checked_by_every_scheme()
    {
        Open().Add("Alice", "Passw0rd", Role.Operator, "nobody");
        var store = Open();
        var account = store.Find("aLICE")!;
        Assert.Equal(("Alice", Role.Operator, true, "nobody"), (account.Name, account.Role, account.Enabled, account.UnixUser));
        var secrets = store.Secrets(account)!;
        Assert.True(secrets.Password.Matches("Passw0rd"));
        Assert.False(secrets.Password.Matches("passw0rd"));
        Assert.Equal("a87f3a337d73085c45f9416be5787d86", Convert.ToHexStringLower(secrets.NtHash)); // the NT hash of "Passw0rd"
    }

    [Fact]
    public void A_number_is_never_given_again()
    {
        var store = Open();
        var first = store.Add("alice", "x").Number;
        Assert.Equal(first, store.SetPassword("alice", "y").Number);
        Assert.Equal(first, store.SetEnabled("alice", false).Number);
        store.Remove("alice");
        var second = Open().Add("alice", "x").Number;
        Assert.True(second > first, $"{second} after {first}");
        Assert.Equal(second, Open().Find("alice")!.Number);
    }

    [Fact]
    public void An_old_file_that_is_restored_brings_no_number_back()
    {
        var store = Open();
        store.Add("alice", "x");
        var old = File.ReadAllBytes(AccountsFile);
        var removed = store.Add("bob", "x").Number;
        store.Remove("bob");
        File.WriteAllBytes(AccountsFile, old);
        Assert.True(Open().Add("carol", "x").Number > removed);
        // A store that is open sees the restored file too, and one that lost its file altogether starts no new count.
        File.WriteAllBytes(AccountsFile, old);
        Assert.Equal(removed + 2, store.Add("dave", "x").Number);
        File.Delete(AccountsFile);
        Assert.Equal(removed + 3, Open().Add("erin", "x").Number);
    }

    [Fact]
    public void A_damaged_mark_is_an_error_that_says_what_to_do()
    {
        Open().Add("alice", "x");
        File.WriteAllText(NumberFile, "many");
        var wrong = Assert.Throws<AccountStoreException>(() => Open());
        Assert.Equal(AccountError.Unreadable, wrong.Error);
        Assert.Contains("accounts.number", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Accounts_of_a_file_without_numbers_get_some_that_stay()
    {
        var store = Open();
        foreach (var name in (string[])["alice", "bob", "carol"]) store.Add(name, "x");
        var old = JsonNode.Parse(File.ReadAllText(AccountsFile))!.AsObject();
        old["version"] = 1;
        old.Remove("nextNumber");
        foreach (var account in old["accounts"]!.AsArray()) account!.AsObject().Remove("number");
        File.Delete(NumberFile); // versions without numbers had no such file
        Write(old.ToJsonString());

        Assert.Equal([1, 2, 3], Open().List().Select(account => account.Number));
        var changed = Open();
        changed.Remove("alice");
        Assert.Equal(4, changed.Add("alice", "x").Number);
        Assert.Equal([4, 2, 3], Open().List().Select(account => account.Number));
        Assert.NotNull(Open().Secrets(Open().Find("bob")!));
    }

    [Theory]
    [InlineData("\"number\": 2", "\"number\": 1", "have the same number")]
    [InlineData("\"number\": 2", "\"number\": -2", "has no valid number")]
    [InlineData("\"number\": 2", "\"number\": 9223372036854775807", "has no valid number")]
    [InlineData("\"number\": 2,", "", "has no valid number")]
    [UnsupportedOSPlatform("windows")]
    public void A_file_whose_numbers_tell_two_accounts_not_apart_is_refused(string before, string after, string why)
    {
        var store = Open();
        store.Add("alice", "x");
        store.Add("bob", "x");
        Write(File.ReadAllText(AccountsFile).Replace(before, after, StringComparison.Ordinal));
        Assert.Contains(why, Assert.Throws<AccountStoreException>(() => Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_certificate_mapping_keeps_which_name_it_means_and_one_of_an_old_file_has_said_nothing()
    {
        var store = Open();
        store.Map(
            new IdentityMapping(IdentityKind.Certificate, "*@lab.test", null, Role.Reader, "AA", Name: CertificateNameKind.PrincipalName));
        store.Map(
            new IdentityMapping(IdentityKind.Certificate, "*@lab.test", null, Role.Operator, "AA", Name: CertificateNameKind.Subject));
        Assert.Equal([CertificateNameKind.PrincipalName, CertificateNameKind.Subject], Open().Mappings.Select(mapping => mapping.Name));
        var old = JsonNode.Parse(File.ReadAllText(AccountsFile))!.AsObject();
        old["mappings"]!.AsArray()[1]!.AsObject().Remove("name");
        Write(old.ToJsonString());
        Assert.Equal([CertificateNameKind.PrincipalName, CertificateNameKind.Unspecified], Open().Mappings.Select(mapping => mapping.Name));
        // Said at last, it takes the place of the one that said nothing.
        Open()
            .Map(new IdentityMapping(IdentityKind.Certificate, "*@lab.test", null, Role.Operator, "AA", Name: CertificateNameKind.Subject));
        Assert.Equal([CertificateNameKind.PrincipalName, CertificateNameKind.Subject], Open().Mappings.Select(mapping => mapping.Name));
    }

    // The store refuses a file that others can read.
    [UnsupportedOSPlatform("windows")]
    private void Write(string text)
    {
        File.WriteAllText(AccountsFile, text);
        File.SetUnixFileMode(AccountsFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void A_reader_is_what_an_account_is_by_default() => Assert.Equal(Role.Reader, Open().Add("alice", "x").Role);

    [Theory]
    [InlineData("")]
    [InlineData(" alice")]
    [InlineData(@"HOST\alice")]
    [InlineData("alice@host")]
    [InlineData("al:ice")]
    [InlineData("..")]
    [InlineData("a\nb")]
    public void Impossible_names_are_refused(string name) => Assert.Equal(AccountError.BadName, Error(() => Open().Add(name, "x")));

    [Fact]
    public void Empty_passwords_and_names_that_are_taken_are_refused()
    {
        Open().Add("alice", "x");
        Assert.Equal(AccountError.BadPassword, Error(() => Open().Add("bob", "")));
        Assert.Equal(AccountError.Exists, Error(() => Open().Add("ALICE", "y")));
        Assert.Equal(AccountError.NotFound, Error(() => Open().SetPassword("bob", "y")));
    }

    [Fact]
    public void What_another_store_changes_is_seen_at_once()
    {
        var (running, command) = (Open(), Open());
        for (var i = 0; i < 10; i++)
        {
            command.Add($"user{i}", "x");
            Assert.NotNull(running.Find($"user{i}"));
            command.SetEnabled($"user{i}", false);
            Assert.False(running.Find($"user{i}")!.Enabled);
            command.SetEnabled($"user{i}", true);
            Assert.True(running.Find($"user{i}")!.Enabled);
            command.Remove($"user{i}");
            Assert.Null(running.Find($"user{i}"));
        }
    }

    [Fact]
    public void Every_change_gives_a_new_stamp_and_the_secrets_of_an_old_one_are_not_given()
    {
        var store = Open();
        var before = store.Add("alice", "x");
        var after = store.SetPassword("alice", "y");
        Assert.NotEqual(before.Stamp, after.Stamp);
        Assert.Null(store.Secrets(before));
        Assert.True(store.Secrets(after)!.Password.Matches("y"));
    }

    [Fact]
    public async Task Stores_that_write_at_once_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() =>
        {
            var store = Open();
            for (var i = 0; i < 5; i++) store.Add($"w{writer}-{i}", "x");
        })));
        Assert.Equal(20, Open().List().Count);
    }

    [Fact]
    public void No_password_and_no_hash_is_in_any_file()
    {
        var secrets = Open().Add("alice", "S3cretPassphrase") is { } account ? Open().Secrets(account)! : null!;
        foreach (var file in _folder.EnumerateFiles("*", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file.FullName);
            Assert.DoesNotContain("S3cretPassphrase", text, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String(secrets.NtHash), text, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToHexString(secrets.NtHash), text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void Every_file_is_for_its_owner_alone()
    {
        Open().Add("alice", "x");
        Assert.False(DataFolder.IsExposed(Path.Combine(_folder.FullName, "keys")));
        foreach (var file in _folder.EnumerateFiles()) Assert.False(DataFolder.IsExposed(file.FullName), file.Name);
        Assert.Empty(_folder.EnumerateFiles("*.tmp"));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_file_that_others_can_read_is_not_used()
    {
        Open().Add("alice", "x");
        File.SetUnixFileMode(AccountsFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.Equal(AccountError.Exposed, Error(() => Open()));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"version":99,"accounts":[]}""")]
    [InlineData("""{"version":1,"accounts":[],"surprise":1}""")]
    public void A_file_that_is_not_ours_is_named_and_not_replaced(string content)
    {
        Open().Add("alice", "x");
        File.WriteAllText(AccountsFile, content);
        Assert.Equal(AccountError.Unreadable, Error(() => Open()));
        Assert.Equal(content, File.ReadAllText(AccountsFile));
    }

    [Fact]
    public void Secrets_moved_to_another_name_are_worthless()
    {
        var store = Open();
        store.Add("alice", "x", Role.Administrator);
        store.Add("mallory", "m");
        var text = File.ReadAllText(AccountsFile);
        var secrets = System.Text.Json.JsonDocument.Parse(text).RootElement.GetProperty("accounts").EnumerateArray()
            .ToDictionary(account => account.GetProperty("name").GetString()!, account => account.GetProperty("secrets").GetRawText());
        File.WriteAllText(AccountsFile, text.Replace(secrets["alice"], secrets["mallory"], StringComparison.Ordinal));
        Assert.Null(store.Secrets(store.Find("alice")!));
        Assert.NotNull(store.Secrets(store.Find("mallory")!));
    }

    [Fact]
    public void Mappings_go_with_their_account_and_replace_each_other()
    {
        var store = Open();
        store.Add("alice", "x");
        store.Map(new IdentityMapping(IdentityKind.KerberosPrincipal, "alice@LAB.TEST", "ALICE"));
        store.Map(new IdentityMapping(IdentityKind.GroupSid, "S-1-5-21-1-2-3-512", null, Role.Reader));
        store.Map(new IdentityMapping(IdentityKind.GroupSid, "S-1-5-21-1-2-3-512", null, Role.Administrator));
        Assert.Equal(["alice", null], Open().Mappings.Select(mapping => mapping.Account));
        Assert.Equal(Role.Administrator, Open().Mappings[1].Role);
        Assert.Equal(AccountError.NotFound,
            Error(() => store.Map(new IdentityMapping(IdentityKind.KerberosPrincipal, "bob@LAB.TEST", "bob"))));
        store.Remove("alice");
        Assert.Single(store.Mappings);
        store.Unmap(IdentityKind.GroupSid, "s-1-5-21-1-2-3-512");
        Assert.Empty(store.Mappings);
        Assert.Equal(AccountError.NotFound, Error(() => store.Unmap(IdentityKind.GroupSid, "S-1-5-21-1-2-3-512")));
    }

    private static AccountError Error(Action action) => Assert.Throws<AccountStoreException>(action).Error;
}
