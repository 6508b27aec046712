using Sekimori.Cim.Model;

namespace Sekimori.Cim.Schema;

/// <summary>A guard denied an access.</summary>
/// <param name="code">The Win32 error that the policy denies with.</param>
/// <param name="message">For the caller.</param>
internal sealed class CimDeniedException(uint code, string message) : CimException(CimStatus.AccessDenied, message)
{
    /// <summary>The Win32 error that the policy denies with.</summary>
    public uint Code { get; } = code;
}
