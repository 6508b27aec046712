using System.Globalization;
using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;
using Sekimori.Linux.Privileges;

namespace Sekimori.Linux.Providers;

/// <summary>The local users.</summary>
internal sealed class UserAccountProvider(LinuxHost host, AccountFiles accounts, PrivilegedKeeper? keeper) : CimProvider<Win32UserAccount>
{
    public const byte UserSid = 1, GroupSid = 2; // SidTypeUser, SidTypeGroup

    private const uint NormalAccount = 512;
    private const int NeverExpires = 99999; // what shadow(5) has where a password may stay for ever

    public override bool MayBlock => false;

    // The keeper tells what the account may know.
    public override bool DependsOnCaller => keeper is not null;

    /// <summary>The SID that Samba gives a Unix user, S-1-22-1-uid, by which Windows tools know it already.</summary>
    public static string SidOfUser(uint id) => string.Create(CultureInfo.InvariantCulture, $"S-1-22-1-{id}");

    /// <summary>The SID that Samba gives a Unix group, S-1-22-2-gid.</summary>
    public static string SidOfGroup(uint id) => string.Create(CultureInfo.InvariantCulture, $"S-1-22-2-{id}");

    protected override IEnumerable<Win32UserAccount> Enumerate(ProviderRequest request)
    {
        var passwords = keeper is null ? accounts.Passwords() : KeeperOrders.Passwords(keeper, request.Caller);
        var today = (int)(host.Time.GetUtcNow().ToUnixTimeSeconds() / 86_400);
        foreach (var user in accounts.Users())
        {
            var password = passwords?.GetValueOrDefault(user.Name);
            bool? locked = password is null ? null : password.Place is "!" or "*" || password.ExpiresOnDay <= today;
            yield return new Win32UserAccount
            {
                Caption = $"{host.Name}\\{user.Name}",
                Description = user.FullName,
                Name = user.Name,
                Status = locked is true ? "Degraded" : "OK",
                Domain = host.Name,
                LocalAccount = true,
                SID = SidOfUser(user.Id),
                SIDType = UserSid,
                AccountType = NormalAccount,
                Disabled = locked,
                FullName = user.FullName,
                PasswordExpires = password is null ? null : password.MaximumDays is >= 0 and < NeverExpires,
                PasswordRequired = password is null ? null : password.Place.Length > 0,
                PasswordChangeable = password is null || locked is true ? null : password.MinimumDays is not { } least
                    || password.MaximumDays is not { } most || least <= most,
            };
        }
    }
}
