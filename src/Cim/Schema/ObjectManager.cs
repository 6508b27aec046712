using System.Collections.Concurrent;
using Sekimori.Cim.Events;
using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Guard;

namespace Sekimori.Cim.Schema;

/// <summary>The object manager that every door shares: namespaces, classes, instances, queries and methods. Reading needs
/// <see cref="Role.Reader"/>, a method the role that it names. Every failure is a <see cref="CimException"/>, or an
/// <see cref="OperationCanceledException"/> where the caller's token is set. It may be used by many callers at once.</summary>
public sealed partial class ObjectManager : IObjectSource
{
    // The scratch namespace is replaced when a class is made in it.
    private readonly ConcurrentDictionary<string, CimNamespace> _namespaces;
    private readonly ProviderGate _gate;

    internal ObjectManager(IEnumerable<CimNamespace> namespaces, CimLimits limits, TimeProvider time, string host)
    {
        _namespaces = new ConcurrentDictionary<string, CimNamespace>(
            namespaces.Select(n => KeyValuePair.Create(n.Name, n)), StringComparer.OrdinalIgnoreCase);
        Namespaces = [.. _namespaces.Keys.Order(StringComparer.OrdinalIgnoreCase)];
        (Limits, Host) = (limits, host);
        _gate = new ProviderGate(limits, time);
        Events = new CimEvents(this, time);
    }

    /// <summary>The event queries, whatever protocol asks them.</summary>
    internal CimEvents Events { get; }

    /// <summary>The names of the namespaces.</summary>
    public IReadOnlyList<string> Namespaces { get; }

    /// <summary>This host's name.</summary>
    public string Host { get; }

    /// <summary>What it allows.</summary>
    internal CimLimits Limits { get; }

    /// <summary>Finds a namespace.</summary>
    /// <param name="name">Its name, with slashes of either kind.</param>
    /// <param name="caller">The caller.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="CimException">There is none (<see cref="CimStatus.InvalidNamespace"/>), or the caller may not read.</exception>
    internal CimNamespace GetNamespace(string name, CimCaller caller)
    {
        Require(caller, Role.Reader, "reading objects");
        return _namespaces.GetValueOrDefault(CimNamespace.NormalizeName(name))
            ?? throw new CimException(CimStatus.InvalidNamespace, $"No namespace {CimNamespace.Shown(name)}.");
    }

    /// <summary>
    /// Finds a class, for a door that needs its definition to read a request. What answers with definitions calls
    /// <see cref="ReadClassAsync"/>.
    /// </summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="className">The class's name, in any case.</param>
    /// <param name="caller">The caller.</param>
    /// <returns>The class.</returns>
    /// <exception cref="CimException">There is no such namespace or class, or the caller may not read.</exception>
    public CimClass GetClass(string @namespace, string className, CimCaller caller) => GetNamespace(@namespace, caller).GetClass(className);

    /// <summary>Reads the definition of a class. Asks the guard.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="className">The class's name, in any case.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The class.</returns>
    /// <exception cref="CimException">There is no such namespace or class, or the caller may not read it.</exception>
    public async ValueTask<CimClass> ReadClassAsync(
        string @namespace, string className, CimCaller caller, CancellationToken cancellationToken)
    {
        var space = GetNamespace(@namespace, caller);
        var c = space.GetClass(className);
        await new Questions(caller, cancellationToken).AskAsync(space, c, CimAccessKind.ReadClass).ConfigureAwait(false);
        return c;
    }

    /// <summary>Reads the definitions of a namespace's classes. Those that the guard denies are left out.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="superclass">A class whose subclasses at any depth are wanted; null for every class. It is not part of the
    /// answer.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The classes, by name.</returns>
    /// <exception cref="CimException">There is no such namespace or class, or the caller may not read the superclass.</exception>
    public ValueTask<IReadOnlyList<CimClass>> ReadClassesAsync(
        string @namespace, string? superclass, CimCaller caller, CancellationToken cancellationToken) =>
        ReadClassesAsync(@namespace, superclass, isDeep: true, caller, cancellationToken);

    /// <summary>Reads the definitions of a namespace's classes ([MS-WMI] 3.1.4.3.10). Those that the guard denies are left out.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="superclass">A class whose subclasses are wanted; null or empty for every class. It is not part of the answer.</param>
    /// <param name="isDeep">True for subclasses at any depth; false for those directly below, without a superclass for the classes that
    /// have none.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The classes, by name.</returns>
    /// <exception cref="CimException">There is no such namespace or class, or the caller may not read the superclass.</exception>
    public async ValueTask<IReadOnlyList<CimClass>> ReadClassesAsync(
        string @namespace, string? superclass, bool isDeep, CimCaller caller, CancellationToken cancellationToken)
    {
        var space = GetNamespace(@namespace, caller);
        var questions = new Questions(caller, cancellationToken);
        if (string.IsNullOrEmpty(superclass))
            return await questions.ReadableAsync(space, space.Classes.Where(c => isDeep || c.Superclass is null)).ConfigureAwait(false);
        var root = space.GetClass(superclass);
        await questions.AskAsync(space, root, CimAccessKind.ReadClass).ConfigureAwait(false);
        return await questions.ReadableAsync(space, space.Classes.Where(c => isDeep ? c != root && c.IsA(root.Name) : c.Superclass == root))
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Gets one instance. The path may name a superclass and may give keys as text; it may leave the namespace to the argument.
    /// </summary>
    /// <param name="namespace">The namespace, where the path names none.</param>
    /// <param name="path">The path.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The instance.</returns>
    /// <exception cref="CimException">There is none (<see cref="CimStatus.NotFound"/>), the path does not fit the class
    /// (<see cref="CimStatus.InvalidObjectPath"/>), or another status.</exception>
    public async ValueTask<CimInstance> GetAsync(
        string @namespace, CimObjectPath path, CimCaller caller, CancellationToken cancellationToken)
    {
        var space = SpaceOf(@namespace, path, caller);
        return await FindAsync(space, path, new Questions(caller, cancellationToken)).ConfigureAwait(false)
            ?? throw Missing(path);
    }

    /// <summary>All instances of a class and of those that derive from it, as they come.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="className">The class, in any case.</param>
    /// <param name="caller">The caller. Its guard may be asked again while the instances are read: where one holds an object of a class not
    /// asked about yet.</param>
    /// <param name="cancellationToken">Stops the enumeration.</param>
    /// <returns>The instances. A wrong name, a role that is too small and a denial are thrown before this returns, not while it is
    /// read.</returns>
    public async ValueTask<IAsyncEnumerable<CimInstance>> EnumerateAsync(
        string @namespace, string className, CimCaller caller, CancellationToken cancellationToken)
    {
        var space = GetNamespace(@namespace, caller);
        var root = space.GetClass(className);
        var questions = new Questions(caller, cancellationToken);
        await questions.AskFamilyAsync(space, root).ConfigureAwait(false);
        await questions.AskDeclaredAsync(space, root).ConfigureAwait(false);
        return EnumerateWhere(space, root, new ProviderRequest(caller.Identity, cancellationToken), questions);
    }

    private static void Require(CimCaller caller, Role role, string what)
    {
        var identity = caller.Identity;
        if (identity.Role < role)
            throw new CimException(CimStatus.AccessDenied,
                $"{what} needs the role {role}; {(identity.IsAnonymous ? "an anonymous caller" : identity.Account)} has {identity.Role}.");
    }
}
