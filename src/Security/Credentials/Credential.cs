namespace Sekimori.Security.Credentials;

/// <summary>What a client logs on with. A class and no record, so that nothing prints its content.</summary>
public abstract class Credential
{
    private protected Credential()
    {
    }

    /// <summary>No user: what NTLM calls an anonymous logon.</summary>
    public static Credential Anonymous { get; } = new AnonymousCredential();

    private sealed class AnonymousCredential : Credential;
}
