using System.Text.Json;
using System.Text.Json.Serialization;
using Sekimori.App.Data;
using Sekimori.App.Terminal;
using Sekimori.Guard;
using Sekimori.Linux.Privileges;
using Sekimori.Storage.Files;

namespace Sekimori.App.Keeper;

/// <summary>
/// The keeper's own copy of the account mapping: root's file in root's folder. `sekimori account`, run as root, changes it according to its
/// command line, and never from what is in the data folder, which is the server's.
/// </summary>
internal sealed class KeeperAccounts(string path)
{
    /// <summary>Where it is by default.</summary>
    public const string DefaultPath = "/var/lib/sekimori-keeper/accounts.json";

    /// <summary>Some 100 bytes an account.</summary>
    private const int MaxLength = 16 << 20;

    private const UnixFileMode Writable = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Looks an account up, in the file as it is now.</summary>
    /// <exception cref="IOException">The file does not belong to root only, or is invalid.</exception>
    public KeeperAccount? Find(KeeperAccountName name) =>
        name.Number > 0 ? Read().Find(account => account.Number == name.Number && Same(account.Name, name.Name)) : null;

    /// <summary>Changes one account; an unknown one needs a role and a user.</summary>
    /// <param name="name">The account.</param>
    /// <param name="change">Returns the new account, or null to remove it.</param>
    public void Change(string name, Func<KeeperAccount?, KeeperAccount?> change) => ActingUser.AsRoot(() =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var only = FileLock.Take(path + ".lock", TimeSpan.FromSeconds(10));
        var accounts = Read();
        var changed = change(accounts.Find(account => Same(account.Name, name)));
        accounts.RemoveAll(account => Same(account.Name, name));
        if (changed is not null) accounts.Add(changed);
        DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(accounts, KeeperJson.Default.ListKeeperAccount));
    });

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private List<KeeperAccount> Read()
    {
        if (!File.Exists(path)) return [];
        if (FileOwner.Of(path) != 0 || (File.GetUnixFileMode(path) & Writable) != 0)
            throw new IOException($"{path} can be changed by other users than root: its mappings are ignored");
        if (new FileInfo(path).Length > MaxLength) throw new IOException($"{path} is larger than {MaxLength >> 20} MiB");
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), KeeperJson.Default.ListKeeperAccount) ?? [];
        }
        catch (JsonException wrong)
        {
            throw new IOException($"{path}: {wrong.Message}", wrong);
        }
    }
}

/// <summary>The generated reader and writer of the file.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(List<KeeperAccount>))]
internal sealed partial class KeeperJson : JsonSerializerContext;
