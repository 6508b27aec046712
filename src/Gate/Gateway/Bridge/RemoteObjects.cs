using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Cim.Schema;
using Sekimori.Guard;

namespace Sekimori.Gate.Gateway.Bridge;

/// <summary>
/// The objects of a target, as one session reaches them: what the doors of a server ask the object manager, this asks the target. Roles
/// mean what they mean on a server. The guard is asked about each class that a request names before the target is, and about the class of
/// each object in an answer before that goes on.
/// </summary>
/// <remarks>
/// In parts: .Reading reads, .Events waits for events, .Changes changes and calls methods, .Adopting fits answers to classes. How the
/// target is asked is the business of what derives from it.
/// </remarks>
/// <param name="target">The target.</param>
/// <param name="classes">Its classes.</param>
/// <param name="evaluatesClasses">True if the policy has rules about classes now.</param>
internal abstract partial class RemoteObjects(TargetHost target, TargetClasses classes, Func<bool> evaluatesClasses) : IObjectSource
{
    /// <inheritdoc/>
    // The host's own name may be one that nobody outside should know.
    public string Host => target.Name;

    /// <summary>Called with each object that is read: the session is in use.</summary>
    public Action? Used { get; init; }

    /// <inheritdoc/>
    public async ValueTask<string> FindNamespaceAsync(string name, CimCaller caller, CancellationToken cancellationToken)
    {
        Require(caller, Role.Reader, "reading objects");
        var space = TargetNames.Namespace(name);
        await AskAsync(async () =>
        {
            await OpenAsync(space, cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        return space;
    }

    /// <inheritdoc/>
    public ValueTask<CimClass?> FindClassAsync(
        string @namespace, string className, CimCaller caller, CancellationToken cancellationToken)
    {
        Require(caller, Role.Reader, "reading objects");
        return FindAsync(@namespace, className, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<CimClass> PutClassAsync(
        string @namespace, CimClass definition, CimWriteMode mode, CimCaller caller, CancellationToken cancellationToken) =>
        throw Unsupported("Changes of classes");

    /// <inheritdoc/>
    public ValueTask DeleteClassAsync(string @namespace, string className, CimCaller caller, CancellationToken cancellationToken) =>
        throw Unsupported("Changes of classes");

    /// <summary>Opens a namespace at the target, where its protocol has that.</summary>
    protected abstract Task OpenAsync(string space, CancellationToken cancellationToken);

    /// <summary>Asks for the definition of a class; null if there is none.</summary>
    protected abstract Task<CimClass?> LoadClassAsync(string space, string name, CancellationToken cancellationToken);

    /// <summary>Asks for the definitions of classes.</summary>
    protected abstract IAsyncEnumerable<CimClass> LoadClassesAsync(
        string space, string? superclass, bool isDeep, CancellationToken cancellationToken);

    /// <summary>Asks for an instance.</summary>
    protected abstract Task<CimInstance> LoadAsync(string space, CimObjectPath path, CancellationToken cancellationToken);

    /// <summary>Asks for the instances of a class.</summary>
    protected abstract IAsyncEnumerable<CimInstance> LoadAllAsync(string space, CimClass definition, CancellationToken cancellationToken);

    /// <summary>Runs a query: objects of any class, with the properties that it names, their keys, or more.</summary>
    protected abstract IAsyncEnumerable<CimInstance> LoadQueryAsync(
        string space, Cim.Wql.WqlQuery query, CimObjectPath? path, CancellationToken cancellationToken);

    /// <summary>Calls a method.</summary>
    protected abstract Task<CimMethodResult> CallAsync(
        string space, CimObjectPath path, CimClass definition, CimMethod method, CimValue[] values, CancellationToken cancellationToken);

    /// <summary>Writes an instance that exists.</summary>
    protected abstract Task StoreAsync(string space, CimObjectPath path, CimInstance instance, CancellationToken cancellationToken);

    /// <summary>Makes an instance.</summary>
    protected abstract Task<CimObjectPath> MakeAsync(string space, CimInstance instance, CancellationToken cancellationToken);

    /// <summary>Deletes an instance.</summary>
    protected abstract Task RemoveAsync(string space, CimObjectPath path, CancellationToken cancellationToken);

    /// <summary>What a failure of the target is for the caller; null if it is none of the target's.</summary>
    protected abstract CimException? Translate(Exception failure);

    /// <summary>Finds a class, where an answer has an object of it.</summary>
    protected ValueTask<CimClass?> FindDefinitionAsync(string space, string name, CancellationToken cancellationToken) =>
        FindAsync(space, name, cancellationToken);

    /// <summary>Notes that an enumeration at the target was opened (1) or has ended (-1).</summary>
    protected abstract void CountOpen(int more);

    private static void Require(CimCaller caller, Role role, string what)
    {
        if (caller.Identity.Role < role)
            throw new CimException(CimStatus.AccessDenied, $"{what} needs the role {role}; {caller.Identity.Account} has " +
                $"{caller.Identity.Role}.");
    }

    private static CimException Unsupported(string what) =>
        new(CimStatus.NotSupported, $"{what} do not pass through the bridge of a gateway.");

    private async ValueTask<CimClass?> FindAsync(string space, string name, CancellationToken cancellationToken) => TargetNames.IsName(name)
        ? await AskAsync(() => classes.FindAsync(space, name, LoadClassAsync, cancellationToken).AsTask()).ConfigureAwait(false)
        : null;

    private async ValueTask<CimClass> GetClassAsync(string space, string name, CancellationToken cancellationToken) =>
        await FindAsync(space, name, cancellationToken).ConfigureAwait(false)
        ?? throw new CimException(CimStatus.InvalidClass, $"No class {CimNamespace.Shown(name)} in {space}.");

    private async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not CimException && Translate(failure) is { } known)
        {
            throw known;
        }
    }

    // A path of a caller may name the host, by any name that the gate has for it.
    private string SpaceOf(string @namespace, CimObjectPath path) =>
        path.Host is not { } host || host == "." || target.Settings.Names.Contains(host, StringComparer.OrdinalIgnoreCase)
            ? path.Namespace is { } space ? TargetNames.Namespace(space) : @namespace
            : throw new CimException(CimStatus.InvalidObjectPath, "The object path names another host.");
}
