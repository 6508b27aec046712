using System.Runtime.InteropServices;

namespace Sekimori.Security.Kerberos;

/// <summary>
/// MIT's libgssapi_krb5 (RFC 2743, RFC 2744, and its own extensions for DCE style and cred stores). Loaded with the first call and not
/// before. The one place of this project that is not a pure core: GSSAPI itself reads keytab, clock and replay cache, and its initiator
/// talks to a KDC.
/// </summary>
internal static unsafe partial class Gssapi
{
    private const string Library = "libgssapi_krb5.so.2";

    private static readonly Lazy<string?> s_whyNot = new(() =>
    {
        if (!NativeLibrary.TryLoad(Library, out var handle)) return $"{Library} is not installed (Debian: libgssapi-krb5-2)";
        return NativeLibrary.TryGetExport(handle, "gss_get_mic_iov", out _) ? null : $"{Library} is older than MIT Kerberos 1.12";
    });

    /// <summary>Why Kerberos is not available on this machine; null if it can.</summary>
    public static string? FindDenialReason => s_whyNot.Value;

    [LibraryImport(Library, EntryPoint = "gss_import_name")]
    public static partial uint ImportName(out uint minor, in GssBuffer text, GssOid* type, out nint name);

    [LibraryImport(Library, EntryPoint = "gss_display_name")]
    public static partial uint DisplayName(out uint minor, nint name, out GssBuffer text, nint type);

    [LibraryImport(Library, EntryPoint = "gss_release_name")]
    public static partial uint ReleaseName(out uint minor, ref nint name);

    [LibraryImport(Library, EntryPoint = "gss_release_buffer")]
    public static partial uint ReleaseBuffer(out uint minor, ref GssBuffer buffer);

    [LibraryImport(Library, EntryPoint = "gss_release_buffer_set")]
    public static partial uint ReleaseBufferSet(out uint minor, ref GssBufferSet* set);

    [LibraryImport(Library, EntryPoint = "gss_release_cred")]
    public static partial uint ReleaseCredential(out uint minor, ref nint credential);

    [LibraryImport(Library, EntryPoint = "gss_delete_sec_context")]
    public static partial uint DeleteContext(out uint minor, ref nint context, nint token);

    [LibraryImport(Library, EntryPoint = "gss_acquire_cred_from")]
    public static partial uint AcquireCredentialFrom(
        out uint minor, nint name, uint lifetime, GssOidSet* mechanisms, int usage, GssKeyValueSet* store,
        out nint credential, nint actual, nint granted);

    [LibraryImport(Library, EntryPoint = "gss_acquire_cred_with_password")]
    public static partial uint AcquireCredentialWithPassword(
        out uint minor, nint name, in GssBuffer password, uint lifetime, GssOidSet* mechanisms, int usage,
        out nint credential, nint actual, nint granted);

    [LibraryImport(Library, EntryPoint = "gss_set_cred_option")]
    public static partial uint SetCredentialOption(out uint minor, ref nint credential, GssOid* option, in GssBuffer value);

    [LibraryImport(Library, EntryPoint = "gss_init_sec_context")]
    public static partial uint InitContext(
        out uint minor, nint credential, ref nint context, nint target, GssOid* mechanism, GssFlags flags, uint lifetime,
        GssChannelBindings* bindings, in GssBuffer input, nint actualMechanism, out GssBuffer output, out GssFlags granted,
        out uint expires);

    [LibraryImport(Library, EntryPoint = "gss_accept_sec_context")]
    public static partial uint AcceptContext(
        out uint minor, ref nint context, nint credential, in GssBuffer input, GssChannelBindings* bindings,
        out nint source, nint mechanism, out GssBuffer output, out GssFlags granted, out uint expires, nint* delegated);

    [LibraryImport(Library, EntryPoint = "gss_acquire_cred_impersonate_name")]
    public static partial uint AcquireCredentialImpersonateName(
        out uint minor, nint impersonator, nint name, uint lifetime, GssOidSet* mechanisms, int usage,
        out nint credential, nint actual, nint granted);

    [LibraryImport(Library, EntryPoint = "gss_inquire_cred_by_oid")]
    public static partial uint InquireCredentialByOid(out uint minor, nint credential, GssOid* what, out GssBufferSet* set);

    [LibraryImport(Library, EntryPoint = "gss_inquire_cred")]
    public static partial uint InquireCredential(
        out uint minor, nint credential, nint name, out uint lifetime, nint usage, nint mechanisms);

    [LibraryImport(Library, EntryPoint = "gss_inquire_sec_context_by_oid")]
    public static partial uint InquireContextByOid(out uint minor, nint context, GssOid* what, out GssBufferSet* set);

    [LibraryImport(Library, EntryPoint = "gss_get_name_attribute")]
    public static partial uint GetNameAttribute(out uint minor, nint name, in GssBuffer attribute, out int authenticated, out int complete,
        out GssBuffer value, out GssBuffer display, ref int more);

    [LibraryImport(Library, EntryPoint = "gss_wrap_iov")]
    public static partial uint WrapIov(
        out uint minor, nint context, int confidential, uint quality, out int state, GssIov* buffers, int count);

    [LibraryImport(Library, EntryPoint = "gss_wrap_iov_length")]
    public static partial uint WrapIovLength(
        out uint minor, nint context, int confidential, uint quality, out int state, GssIov* buffers, int count);

    [LibraryImport(Library, EntryPoint = "gss_unwrap_iov")]
    public static partial uint UnwrapIov(out uint minor, nint context, out int confidential, out uint quality, GssIov* buffers, int count);

    [LibraryImport(Library, EntryPoint = "gss_get_mic_iov")]
    public static partial uint GetMicIov(out uint minor, nint context, uint quality, GssIov* buffers, int count);

    [LibraryImport(Library, EntryPoint = "gss_get_mic_iov_length")]
    public static partial uint GetMicIovLength(out uint minor, nint context, uint quality, GssIov* buffers, int count);

    [LibraryImport(Library, EntryPoint = "gss_verify_mic_iov")]
    public static partial uint VerifyMicIov(out uint minor, nint context, out uint quality, GssIov* buffers, int count);

    [LibraryImport(Library, EntryPoint = "gss_display_status")]
    public static partial uint DisplayStatus(out uint minor, uint status, int kind, GssOid* mechanism, ref uint more, out GssBuffer text);
}
