using Sekimori.Guard;
using Sekimori.Security.Accounts;

namespace Sekimori.WsMan.Tests.Kit;

/// <summary>Mappings in memory, and one account.</summary>
internal sealed class TestMappings : IMappingStore
{
    private readonly List<IdentityMapping> _mappings = [new(IdentityKind.KerberosPrincipal, "alice@LAB.TEST", "alice")];

    public IReadOnlyList<IdentityMapping> Mappings => [.. _mappings];

    public Account? Find(string name) => name.Equals("alice", StringComparison.OrdinalIgnoreCase)
        ? new Account
        {
            Name = "alice", Number = 1, Role = Role.Operator, Enabled = true, Created = default, Changed = default, PasswordSet = default,
            Stamp = Guid.Empty
        }
        : null;

    public AccountSecrets? Secrets(Account? account) => null;

    public void Map(IdentityMapping mapping)
    {
        _mappings.RemoveAll(m => m.Kind == mapping.Kind && m.Identity == mapping.Identity && m.Issuer == mapping.Issuer);
        _mappings.Add(mapping);
    }

    public void Unmap(IdentityKind kind, string identity, string? issuer = null) =>
        Assert.Equal(1, _mappings.RemoveAll(m => m.Kind == kind && m.Identity == identity && m.Issuer == issuer));
}
