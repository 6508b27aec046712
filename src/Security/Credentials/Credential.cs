namespace Sekimori.Security.Credentials;

/// <summary>The credential of a client. A class and not a record, so that nothing prints its content.</summary>
public abstract class Credential
{
    private protected Credential()
    {
    }

    /// <summary>No user: what NTLM calls an anonymous logon.</summary>
    public static Credential Anonymous { get; } = new AnonymousCredential();

    private sealed class AnonymousCredential : Credential;
}
