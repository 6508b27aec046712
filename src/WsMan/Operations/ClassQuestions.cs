using Sekimori.Cim.Schema;

namespace Sekimori.WsMan.Operations;

/// <summary>
/// The object manager's questions about classes, on their way to the guard of a request. They are remembered: what outlives its request, an
/// enumeration or the kept reply of an operation, is asked again with the guard of the repeated request.
/// </summary>
/// <param name="guard">The guard of the request.</param>
internal sealed class ClassQuestions(ICimGuard guard) : ICimGuard
{
    private readonly List<CimAccess> _asked = [];
    private readonly Lock _lock = new();
    private volatile ICimGuard _guard = guard;

    /// <inheritdoc/>
    public ValueTask AuthorizeAsync(CimAccess access, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_asked.Contains(access)) _asked.Add(access);
        }
        return _guard.AuthorizeAsync(access, cancellationToken);
    }

    /// <summary>Asks all of them again, and sends further ones there.</summary>
    /// <param name="guard">The guard of another request.</param>
    /// <param name="cancellationToken">Set when the request has ended.</param>
    /// <exception cref="Cim.Model.CimException">One is denied.</exception>
    public async ValueTask AskAgainAsync(ICimGuard guard, CancellationToken cancellationToken)
    {
        _guard = guard;
        CimAccess[] asked;
        lock (_lock) asked = [.. _asked];
        foreach (var access in asked) await guard.AuthorizeAsync(access, cancellationToken).ConfigureAwait(false);
    }
}
