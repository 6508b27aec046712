using Sekimori.Guard;
using Sekimori.Security.Accounts;

/// <summary>One account in memory, guest with the password Passw0rd.</summary>
internal sealed class Guest : IAccountDirectory
{
    private readonly Account _account = new() { Name = "guest", Number = 1, Role = Role.Operator, Stamp = Guid.NewGuid() };
    private readonly AccountSecrets _secrets = AccountSecrets.Make("guest", "Passw0rd", iterations: 1);

    public IReadOnlyList<IdentityMapping> Mappings => [];

    public Account? Find(string name) => name == "guest" ? _account : null;

    public AccountSecrets? Secrets(Account? account) => account is null ? AccountSecrets.OfNobody(iterations: 1) : _secrets;
}
