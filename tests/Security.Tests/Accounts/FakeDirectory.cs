using Sekimori.Guard;
using Sekimori.Security.Accounts;

namespace Sekimori.Security.Tests.Accounts;

/// <summary>Accounts in memory, with hashes of one round so that tests are fast.</summary>
public sealed class FakeDirectory : IAccountDirectory
{
    private readonly Dictionary<string, (Account Account, AccountSecrets Secrets)> _accounts = new(StringComparer.OrdinalIgnoreCase);

    private long _last;

    public List<IdentityMapping> Mapped { get; } = [];

    public IReadOnlyList<IdentityMapping> Mappings => Mapped;

    public int SecretsAsked { get; private set; }

    public bool Broken { get; set; }

    public Account Set(string name, string password, Role role = Role.Operator, bool enabled = true)
    {
        var secrets = AccountSecrets.Make(name, password, iterations: 1);
        var number = _accounts.TryGetValue(name, out var before) ? before.Account.Number : ++_last;
        var account = new Account { Name = name, Number = number, Role = role, Enabled = enabled, Stamp = Guid.NewGuid() };
        _accounts[name] = (account, secrets);
        return account;
    }

    public void Remove(string name) => _accounts.Remove(name);

    public Account? Find(string name) =>
        Broken ? throw new AccountDirectoryException("broken") : _accounts.TryGetValue(name, out var entry) ? entry.Account : null;

    public AccountSecrets? Secrets(Account? account)
    {
        SecretsAsked++;
        return account is null ? AccountSecrets.OfNobody(iterations: 1) : _accounts[account.Name].Secrets;
    }
}
