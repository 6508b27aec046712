using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;

namespace Sekimori.Server.Tests.Gateway.Bridge;

/// <summary>Denies classes by name, and remembers what it was asked.</summary>
internal sealed class FakeGuard(params string[] denied) : ICimGuard
{
    public List<string> Asked { get; } = [];

    public ValueTask AuthorizeAsync(CimAccess access, CancellationToken cancellationToken)
    {
        Asked.Add($"{access.Kind} {access.Class.Name}{(access.Method is { } method ? "." + method.Name : "")}");
        return denied.Contains(access.Class.Name)
            ? throw new CimException(CimStatus.AccessDenied, $"{access.Class.Name} is denied")
            : default;
    }
}
