using Sekimori.Posture.Facts;
using Sekimori.Security.Credentials;

namespace Sekimori.Survey.Logon;

/// <summary>Reads how often the account failed to log on to the host since its last good logon.</summary>
internal sealed class FailedLogonReading(ILogonDoor door, Credential credential, HostFacts facts)
{
    // A terminal server has a profile for each user.
    private const int MaxRows = 2000;

    /// <summary>Reads; a host without the class says nothing.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var user = credential switch
        {
            PasswordCredential password => password.User,
            KerberosCredential { Principal: { } principal } => principal.Split('@')[0],
            _ => "",
        };
        if (user.Length == 0) return;
        foreach (var row in await door.QueryAsync("SELECT Name, BadPasswordCount FROM Win32_NetworkLoginProfile", MaxRows,
            cancellationToken).ConfigureAwait(false))
        {
            var name = row["Name"];
            // DOMAIN\user; an account that never logged on has no number.
            if (name[(name.LastIndexOf('\\') + 1)..].Equals(user, StringComparison.OrdinalIgnoreCase)
                && row["BadPasswordCount"] is { Length: > 0 } count)
                facts.Add(new Fact(FactId.FailedLogons, "", count, FactSource.Logon));
        }
    }
}
