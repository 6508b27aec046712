using Sekimori.Guard;
using Sekimori.Security.Accounts;

namespace Sekimori.TestHost;

/// <summary>One account, in memory.</summary>
internal sealed class TestAccounts : IAccountDirectory
{
    private readonly Account _account;
    private readonly AccountSecrets _secrets;

    public TestAccounts(string user, string password)
    {
        _account = new Account { Name = user, Number = 1, Role = Role.Administrator, Stamp = Guid.NewGuid() };
        _secrets = AccountSecrets.Make(user, password, iterations: 1);
    }

    public IReadOnlyList<IdentityMapping> Mappings => [];

    public Account? Find(string name) => string.Equals(name, _account.Name, StringComparison.OrdinalIgnoreCase) ? _account : null;

    public AccountSecrets? Secrets(Account? account) => account is null ? AccountSecrets.OfNobody(iterations: 1) : _secrets;
}
