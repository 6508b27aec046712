using System.Runtime.InteropServices;
using System.Text;

namespace Sekimori.Security.Kerberos;

/// <summary>
/// gss_cred_id_t. Read from the given place, never from environment variables: native code does not see what .NET sets in its environment.
/// </summary>
internal sealed unsafe class GssCredential : SafeHandle
{
    private const int Both = 0, Initiate = 1, Accept = 2;

    private readonly GssCredential? _owner;

    private GssCredential(nint handle, GssCredential? owner = null)
        : base(0, ownsHandle: true)
    {
        _owner = owner;
        SetHandle(handle);
    }

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

    /// <summary>The service that may act for the owner of this credential; null if it is the owner's own.</summary>
    public string? Impersonator
    {
        get
        {
            if (GssStatus.IsError(Gssapi.InquireCredentialByOid(out _, handle, GssOids.Impersonator, out var set)) || set is null)
                return null;
            var name = set->Count > 0 ? Encoding.UTF8.GetString(set->Elements[0].Span) : null;
            Gssapi.ReleaseBufferSet(out _, ref set);
            return name;
        }
    }

    /// <summary>Takes over a credential that GSSAPI has made.</summary>
    public static GssCredential Own(nint handle) => new(handle);

    /// <summary>Another holder of the same credential: it lives until the last one has let it go.</summary>
    /// <exception cref="ObjectDisposedException">This holder has let it go.</exception>
    public GssCredential Share()
    {
        var isHeld = false;
        DangerousAddRef(ref isHeld);
        return new(handle, this);
    }

    /// <summary>For an acceptor: every key of a keytab.</summary>
    /// <exception cref="GssException">There is no such keytab, or no key in it.</exception>
    public static GssCredential ForAcceptor(string keytab) => From("keytab", keytab, null, Accept);

    /// <summary>
    /// For a service that acts for its callers: its keys as an acceptor and as a client. Asks a KDC for its own ticket if the cache has
    /// none that lasts.
    /// </summary>
    /// <param name="keytab">The keytab.</param>
    /// <param name="principal">The service, which must also be the name of an account: <c>HTTP/gate.lab.test@LAB.TEST</c>.</param>
    /// <param name="cache">The cache for its own ticket.</param>
    /// <exception cref="GssException">There is no such key, or the KDC denies the ticket.</exception>
    public static GssCredential ForDelegation(string keytab, string principal, string cache)
    {
        using var name = GssName.Principal(principal);
        fixed (byte* keytabKey = "keytab\0"u8, clientKey = "client_keytab\0"u8, cacheKey = "ccache\0"u8,
            keytabAt = Terminated(keytab), cacheAt = Terminated(cache))
        {
            var elements = stackalloc GssKeyValue[3];
            elements[0] = new() { Key = keytabKey, Value = keytabAt };
            elements[1] = new() { Key = clientKey, Value = keytabAt };
            elements[2] = new() { Key = cacheKey, Value = cacheAt };
            var store = new GssKeyValueSet { Count = 3, Elements = elements };
            var major = Gssapi.AcquireCredentialFrom(
                out var minor, name.Handle, 0, GssOids.KerberosAlone, Both, &store, out var handle, 0, 0);
            if (GssStatus.IsError(major)) throw new GssException(major, minor);
            var made = new GssCredential(handle);
            // What is resolved late would fail later, in the middle of a caller's handshake.
            major = Gssapi.InquireCredential(out minor, handle, 0, out _, 0, 0);
            if (!GssStatus.IsError(major)) return made;
            made.Dispose();
            throw new GssException(major, minor);
        }
    }

    /// <summary>
    /// Of a service that acts for its callers: a ticket of a user for this service, which the KDC gives without the user ([MS-SFU] 1.3.1,
    /// S4U2self).
    /// </summary>
    /// <exception cref="GssException">The KDC denies it.</exception>
    public GssCredential Impersonate(string principal)
    {
        using var name = GssName.Principal(principal);
        var major = Gssapi.AcquireCredentialImpersonateName(
            out var minor, handle, name.Handle, 0, GssOids.KerberosAlone, Initiate, out var made, 0, 0);
        return GssStatus.IsError(major) ? throw new GssException(major, minor) : new GssCredential(made);
    }

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
        if (_owner is not null) _owner.DangerousRelease();
        else Gssapi.ReleaseCredential(out _, ref handle);
        return true;
    }
}
