using Sekimori.Guard;
using Sekimori.Security.Accounts;

namespace Sekimori.Security.Tests.Accounts;

public sealed class CallerStandingTests
{
    private static readonly OutsideIdentity
        _ticket = new()
        {
            IsCertificate = false, Subject = "ann@LAB.TEST", Vouchers = ["S-1-5-21-1-2-3-1104", "S-1-5-21-1-2-3-512"],
            Key = "S-1-5-21-1-2-3-1104"
        },
        _certificate = new()
        {
            IsCertificate = true, Subject = "CN=ann", PrincipalNames = ["ann@lab.test"], Vouchers = ["AA"], Key = "AA/01/CN=ann"
        };

    private readonly FakeDirectory _accounts = new();

    [Fact]
    public void Nothing_ends_while_nothing_changed_and_for_a_new_password_or_a_higher_role()
    {
        var caller = Local("alice");
        Assert.Null(FindDenialReason(caller));
        _accounts.Set("alice", "another", Role.Administrator);
        Assert.Null(FindDenialReason(caller));
        Assert.Null(FindDenialReason(Caller.Anonymous));
        Assert.Null(FindDenialReason(new Caller("uid:0", Role.Administrator, "Local", ProtectionLevel.Privacy)));
    }

    [Fact]
    public void A_removed_disabled_or_demoted_account_ends_and_one_that_has_its_name()
    {
        var caller = Local("alice");
        _accounts.Set("alice", "x", Role.Reader);
        Assert.Contains("role is now Reader", FindDenialReason(caller), StringComparison.Ordinal);
        _accounts.Set("alice", "x", enabled: false);
        Assert.Equal("the account is disabled", FindDenialReason(caller));
        _accounts.Remove("alice");
        Assert.Equal("the account was removed", FindDenialReason(caller));
        _accounts.Set("alice", "x");
        Assert.Equal("the account was removed, and its name belongs to another account", FindDenialReason(caller));
        Assert.Null(FindDenialReason(Local("alice")));
    }

    [Fact]
    public void Another_Unix_user_ends_it() =>
        Assert.Equal("the account's Unix user has changed", FindDenialReason(Local("alice") with { UnixUser = "www-data" }));

    [Theory]
    [InlineData(IdentityKind.KerberosPrincipal, "ann@LAB.TEST")]
    [InlineData(IdentityKind.GroupSid, "S-1-5-21-1-2-3-512")]
    [InlineData(IdentityKind.Certificate, "CN=ann")]
    public void A_mapping_that_is_gone_or_means_another_account_ends_what_it_gave(IdentityKind kind, string identity)
    {
        var outside = kind == IdentityKind.Certificate ? _certificate : _ticket;
        var issuer = kind == IdentityKind.Certificate ? "AA" : null;
        _accounts.Set("alice", "x");
        _accounts.Set("bob", "x");
        _accounts.Mapped.Add(new IdentityMapping(kind, identity, "alice", Issuer: issuer));
        var caller = Mapped(outside);
        Assert.Equal(("alice", CallerIdentity.OfAccount(1)), (caller.Account, caller.Identity));
        Assert.Null(FindDenialReason(caller));

        _accounts.Mapped[0] = new IdentityMapping(kind, identity, "bob", Issuer: issuer);
        Assert.Equal("it is mapped to another account", FindDenialReason(caller));
        _accounts.Mapped[0] = new IdentityMapping(kind, identity, null, Role.Administrator, issuer);
        Assert.Equal("it is no longer mapped to this account", FindDenialReason(caller));
        _accounts.Mapped.Clear();
        Assert.Equal("it is no longer mapped to this account", FindDenialReason(caller));
    }

    [Fact]
    public void A_mapping_to_a_role_that_is_gone_or_less_ends_what_it_gave()
    {
        _accounts.Mapped.Add(new IdentityMapping(IdentityKind.GroupSid, "S-1-5-21-1-2-3-512", null, Role.Operator));
        var caller = Mapped(_ticket);
        Assert.Equal(CallerIdentity.Outside("Kerberos", "S-1-5-21-1-2-3-1104"), caller.Identity);
        Assert.Null(FindDenialReason(caller));
        _accounts.Mapped[0] = _accounts.Mapped[0] with { Role = Role.Administrator };
        Assert.Null(FindDenialReason(caller));
        _accounts.Mapped[0] = _accounts.Mapped[0] with { Role = Role.Reader };
        Assert.NotNull(FindDenialReason(caller));
        _accounts.Mapped.Clear();
        Assert.NotNull(FindDenialReason(caller));
    }

    [Fact]
    public void Nothing_ends_while_the_accounts_cannot_be_read()
    {
        var caller = Local("alice");
        _accounts.Broken = true;
        Assert.Null(FindDenialReason(caller));
    }

    private string? FindDenialReason(Caller caller) => new CallerStanding(_accounts).FindDenialReason(caller);

    private Caller Local(string name) => _accounts.Set(name, "x").ToCaller("Basic", ProtectionLevel.Privacy);

    private Caller Mapped(OutsideIdentity outside) =>
        IdentityMapper.Of(_accounts, outside)
        .ToCaller(outside, outside.IsCertificate ? "Certificate" : "Kerberos", ProtectionLevel.Privacy, null);
}
