using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;

namespace Sekimori.Cim.Tests.Events;

/// <summary>Denies one class, which a test can change; and records what it is asked.</summary>
internal sealed class SwitchedGuard : ICimGuard
{
    public List<string> Asked { get; } = [];

    public string Denied { get; set; } = "";

    public ValueTask AuthorizeAsync(CimAccess access, CancellationToken cancellationToken)
    {
        Asked.Add(access.Class.Name);
        return access.Class.Name == Denied ? throw new CimException(CimStatus.AccessDenied, "Denied.") : default;
    }
}
