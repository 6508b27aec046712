using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Accounts;
using Sekimori.Security.Credentials;

namespace Sekimori.TestKit;

/// <summary>One account in memory, and both sides of its authentication.</summary>
/// <param name="role">Its role.</param>
/// <param name="password">Its password.</param>
public sealed class Credentials(Role role = Role.Operator, string password = "Passw0rd") : IAccountDirectory
{
    private readonly Account _account = new() { Name = "alice", Number = 1, Role = role, Stamp = Guid.NewGuid() };
    private readonly AccountSecrets _secrets = AccountSecrets.Make("alice", password, iterations: 1);

    /// <inheritdoc/>
    public IReadOnlyList<IdentityMapping> Mappings => [];

    /// <summary>The server's side.</summary>
    public ISecurityAcceptor Acceptor => new SecurityAcceptor(new SecurityAcceptorSettings
    {
        Accounts = this,
        Authority = new LocalAuthority("host.lab.test", "LAB"),
        Throttle = new LogonThrottle(new LogonThrottleOptions(), TimeProvider.System),
        AllowAnonymous = true,
    });

    /// <summary>The client's side.</summary>
    public static ISecurityInitiator Initiator(string password = "Passw0rd") =>
        new SecurityInitiator(new PasswordCredential("alice", "LAB", password));

    /// <inheritdoc/>
    public Account? Find(string name) => string.Equals(name, "alice", StringComparison.OrdinalIgnoreCase) ? _account : null;

    /// <inheritdoc/>
    public AccountSecrets? Secrets(Account? account) => account is null ? AccountSecrets.OfNobody(iterations: 1) : _secrets;
}
