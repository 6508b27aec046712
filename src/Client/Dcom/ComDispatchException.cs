using Sekimori.Dcom;

namespace Sekimori.Client.Dcom;

/// <summary>A call by name failed: no such member, a wrong argument, or an exception of the server's.</summary>
/// <param name="status">The HRESULT: of an exception its own, if it has one, else DISP_E_EXCEPTION.</param>
/// <param name="message">One line: the member and why.</param>
public sealed class ComDispatchException(uint status, string message) : ComException(status, message)
{
    /// <summary>The code of the server's own; 0 for none.</summary>
    public int Code { get; init; }

    /// <summary>The program or class that raised an exception.</summary>
    public string? Origin { get; init; }

    /// <summary>The text of an exception.</summary>
    public string? Description { get; init; }

    /// <summary>The argument that is wrong, from 0 in the order of the call; null if none was named.</summary>
    public int? Argument { get; init; }
}
