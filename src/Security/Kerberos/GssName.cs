using System.Text;

namespace Sekimori.Security.Kerberos;

/// <summary>gss_name_t.</summary>
internal sealed unsafe class GssName(nint handle) : IDisposable
{
    private nint _handle = handle;

    public nint Handle => _handle;

    /// <summary>The name of a principal unchanged: <c>user@REALM</c>, <c>service/host</c>.</summary>
    /// <exception cref="GssException">It cannot be one.</exception>
    public static GssName Principal(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* at = bytes)
        {
            var major = Gssapi.ImportName(
                out var minor, new GssBuffer { Length = (nuint)bytes.Length, Value = at }, GssOids.PrincipalName, out var name);
            return GssStatus.IsError(major) ? throw new GssException(major, minor) : new GssName(name);
        }
    }

    /// <summary>The name for people.</summary>
    public override string ToString()
    {
        if (_handle == 0 || GssStatus.IsError(Gssapi.DisplayName(out _, _handle, out var text, 0))) return "";
        var name = Encoding.UTF8.GetString(text.Span);
        Gssapi.ReleaseBuffer(out _, ref text);
        return name;
    }

    /// <summary>An attribute of the ticket; null if missing, or not authenticated by the KDC's signature.</summary>
    public byte[]? Attribute(ReadOnlySpan<byte> name)
    {
        fixed (byte* at = name)
        {
            var more = -1;
            var major = Gssapi.GetNameAttribute(out _, _handle, new GssBuffer { Length = (nuint)name.Length, Value = at },
                out var authenticated, out _, out var value, out var display, ref more);
            if (GssStatus.IsError(major)) return null;
            var found = authenticated != 0 ? value.Span.ToArray() : null;
            Gssapi.ReleaseBuffer(out _, ref value);
            Gssapi.ReleaseBuffer(out _, ref display);
            return found;
        }
    }

    public void Dispose()
    {
        if (_handle != 0) Gssapi.ReleaseName(out _, ref _handle);
    }
}
