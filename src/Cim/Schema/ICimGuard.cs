using Sekimori.Cim.Model;

namespace Sekimori.Cim.Schema;

/// <summary>Decides what a caller may do with a class. The object manager asks it once for each class and kind of access in a request,
/// before a provider of that class runs.</summary>
public interface ICimGuard
{
    /// <summary>Returns where the access is allowed.</summary>
    /// <param name="access">The access.</param>
    /// <param name="cancellationToken">Cancelled when the request has ended.</param>
    /// <exception cref="CimException">The access is denied (<see cref="CimStatus.AccessDenied"/>).</exception>
    ValueTask AuthorizeAsync(CimAccess access, CancellationToken cancellationToken);
}
