using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;

namespace Sekimori.Cim.Tests.Access;

/// <summary>Records each question and denies the one that a test names.</summary>
internal sealed class RecordingGuard(string? denied = null) : ICimGuard
{
    public List<string> Asked { get; } = [];

    public ValueTask AuthorizeAsync(CimAccess access, CancellationToken cancellationToken)
    {
        Assert.Equal(AskedObjects.Space, access.Namespace);
        Assert.Equal(access.Kind == CimAccessKind.Invoke, access.Method is not null);
        var question =
            $"{access.Kind} {access.Class.Name}{(access.Method is { } method ? "." + method.Name + " of " + method.Origin : "")}";
        Asked.Add(question);
        return question == denied ? throw new CimException(CimStatus.AccessDenied, $"Denied: {question}.") : default;
    }
}
