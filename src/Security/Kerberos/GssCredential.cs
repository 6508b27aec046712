using System.Runtime.InteropServices;
using System.Text;

namespace Sekimori.Security.Kerberos;

/// <summary>
/// gss_cred_id_t. Read from the given place, never from environment variables: native code does not see what .NET sets in its environment.
/// </summary>
internal sealed unsafe class GssCredential : SafeHandle
{
    private const int Initiate = 1, Accept = 2;

    private GssCredential(nint handle)
        : base(0, ownsHandle: true) => SetHandle(handle);

    /// <summary>
    /// MIT requests confidentiality and integrity whatever the caller requests. Samba takes the flags literally: on a context that could
    /// seal it keeps room for a seal behind its signature, and ends every signed answer in a fault. If the library does not know the
    /// option, the flags stay as they are.
    /// </summary>
    public GssCredential WithoutForcedProtection()
    {
        Gssapi.SetCredentialOption(out _, ref handle, GssOids.NoForcedProtection, default);
        return this;
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>For an acceptor: every key of a keytab.</summary>
    /// <exception cref="GssException">There is no such keytab, or no key in it.</exception>
    public static GssCredential ForAcceptor(string keytab) => From("keytab", keytab, null, Accept);

    /// <summary>For an initiator: the tickets of a cache.</summary>
    /// <exception cref="GssException">There is no such cache, or it does not contain this principal.</exception>
    public static GssCredential FromCache(string cache, string? principal) => From("ccache", cache, principal, Initiate);

    /// <summary>For an initiator: the keys of a principal, used to request tickets.</summary>
    /// <exception cref="GssException">There is no such keytab, or no key of this principal in it.</exception>
    public static GssCredential FromKeytab(string keytab, string? principal) => From("client_keytab", keytab, principal, Initiate);

    /// <summary>For an initiator: a password, used to request a ticket immediately, which is kept in memory.</summary>
    /// <exception cref="GssException">The KDC denies it, or cannot be reached.</exception>
    public static GssCredential FromPassword(string principal, string password)
    {
        using var name = GssName.Principal(principal);
        var text = Encoding.UTF8.GetBytes(password);
        fixed (byte* at = text)
        {
            var buffer = new GssBuffer { Length = (nuint)text.Length, Value = at };
            var major = Gssapi.AcquireCredentialWithPassword(
                out var minor, name.Handle, buffer, 0, GssOids.KerberosAlone, Initiate, out var handle, 0, 0);
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(text);
            return GssStatus.IsError(major) ? throw new GssException(major, minor) : new GssCredential(handle);
        }
    }

    /// <summary>For an initiator: what the user of this process has got from kinit.</summary>
    /// <exception cref="GssException">Nothing.</exception>
    public static GssCredential OfUser(string? principal)
    {
        using var name = principal is null ? null : GssName.Principal(principal);
        var major = Gssapi.AcquireCredentialFrom(
            out var minor, name?.Handle ?? 0, 0, GssOids.KerberosAlone, Initiate, null, out var handle, 0, 0);
        return GssStatus.IsError(major) ? throw new GssException(major, minor) : new GssCredential(handle);
    }

    private static GssCredential From(string key, string value, string? principal, int usage)
    {
        using var name = principal is null ? null : GssName.Principal(principal);
        fixed (byte* keyAt = Terminated(key), valueAt = Terminated(value))
        {
            var element = new GssKeyValue { Key = keyAt, Value = valueAt };
            var store = new GssKeyValueSet { Count = 1, Elements = &element };
            var major = Gssapi.AcquireCredentialFrom(
                out var minor, name?.Handle ?? 0, 0, GssOids.KerberosAlone, usage, &store, out var handle, 0, 0);
            return GssStatus.IsError(major) ? throw new GssException(major, minor) : new GssCredential(handle);
        }
    }

    private static byte[] Terminated(string text) => Encoding.UTF8.GetBytes(text + '\0');

    protected override bool ReleaseHandle()
    {
        Gssapi.ReleaseCredential(out _, ref handle);
        return true;
    }
}
