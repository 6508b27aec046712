using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Guard;

namespace Sekimori.Cim.Schema;

/// <summary>The object manager that every door shares: namespaces, classes, instances, queries and methods. Reading needs <see cref="Role.Reader"/>, a method
/// the role that it names. Every failure is a <see cref="CimException"/>, or an <see cref="OperationCanceledException"/> where the caller's token is set.
/// It may be used by many callers at once.</summary>
public sealed partial class ObjectManager
{
    private readonly Dictionary<string, CimNamespace> _namespaces;
    private readonly ProviderGate _gate;

    internal ObjectManager(IEnumerable<CimNamespace> namespaces, CimLimits limits, TimeProvider time, string host)
    {
        _namespaces = namespaces.ToDictionary(n => n.Name, StringComparer.OrdinalIgnoreCase);
        Namespaces = [.. _namespaces.Keys.Order(StringComparer.OrdinalIgnoreCase)];
        (Limits, Host) = (limits, host);
        _gate = new ProviderGate(limits, time);
    }

    /// <summary>The names of the namespaces.</summary>
    public IReadOnlyList<string> Namespaces { get; }

    /// <summary>This host's name.</summary>
    public string Host { get; }

    /// <summary>What it allows.</summary>
    public CimLimits Limits { get; }

    /// <summary>Finds a namespace.</summary>
    /// <param name="name">Its name, with slashes of either kind.</param>
    /// <param name="caller">Who asks.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="CimException">There is none (<see cref="CimStatus.InvalidNamespace"/>), or the caller may not read.</exception>
    public CimNamespace GetNamespace(string name, CimCaller caller)
    {
        Require(caller, Role.Reader, "reading objects");
        return _namespaces.GetValueOrDefault(CimNamespace.NormalizeName(name))
            ?? throw new CimException(CimStatus.InvalidNamespace, $"There is no namespace {CimNamespace.Shown(name)}.");
    }

    /// <summary>Finds a class, for a door that needs its definition to read a request. What answers with definitions calls <see cref="ReadClassAsync"/>.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="className">The class's name, in any case.</param>
    /// <param name="caller">Who asks.</param>
    /// <returns>The class.</returns>
    /// <exception cref="CimException">There is no such namespace or class, or the caller may not read.</exception>
    public CimClass GetClass(string @namespace, string className, CimCaller caller) => GetNamespace(@namespace, caller).GetClass(className);

    /// <summary>Reads the definition of a class. Asks the guard.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="className">The class's name, in any case.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The class.</returns>
    /// <exception cref="CimException">There is no such namespace or class, or the caller may not read it.</exception>
    public async ValueTask<CimClass> ReadClassAsync(string @namespace, string className, CimCaller caller, CancellationToken cancellationToken)
    {
        var space = GetNamespace(@namespace, caller);
        var c = space.GetClass(className);
        await AuthorizeAsync(space, c, CimAccessKind.ReadClass, caller, cancellationToken).ConfigureAwait(false);
        return c;
    }

    /// <summary>Gets one instance. The path may name a superclass and may give keys as text; it may leave the namespace to the argument.</summary>
    /// <param name="namespace">The namespace, where the path names none.</param>
    /// <param name="path">The path.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The instance.</returns>
    /// <exception cref="CimException">There is none (<see cref="CimStatus.NotFound"/>), the path does not fit the class
    /// (<see cref="CimStatus.InvalidObjectPath"/>), or another status.</exception>
    public async ValueTask<CimInstance> GetAsync(string @namespace, CimObjectPath path, CimCaller caller, CancellationToken cancellationToken)
    {
        var space = SpaceOf(@namespace, path, caller);
        return await FindAsync(space, path, caller, cancellationToken).ConfigureAwait(false)
            ?? throw Missing(path);
    }

    /// <summary>All instances of a class and of those that derive from it, as they come.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="className">The class, in any case.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Stops the enumeration.</param>
    /// <returns>The instances. A wrong name, a role that is too small and a denial are thrown before this returns, not while it is read.</returns>
    public async ValueTask<IAsyncEnumerable<CimInstance>> EnumerateAsync(string @namespace, string className, CimCaller caller, CancellationToken cancellationToken)
    {
        var space = GetNamespace(@namespace, caller);
        var root = space.GetClass(className);
        await AuthorizeAsync(space, root, CimAccessKind.Read, caller, cancellationToken).ConfigureAwait(false);
        return EnumerateWhere(space, root, new ProviderRequest(caller.Identity, cancellationToken));
    }

    /// <summary>Calls a method. Arguments may be given as text: they are read as the parameter's type.</summary>
    /// <param name="namespace">The namespace, where the path names none.</param>
    /// <param name="target">The instance, or the class for a static method; an instance is allowed there too.</param>
    /// <param name="method">The method's name, in any case.</param>
    /// <param name="arguments">Arguments by name, in any order and case.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The answer and the method, which says what its values are.</returns>
    /// <exception cref="CimException">The role is too small (<see cref="CimStatus.AccessDenied"/>), the method or an argument is wrong
    /// (<see cref="CimStatus.InvalidMethod"/>, <see cref="CimStatus.InvalidMethodParameters"/>), the instance is not there, or another status.</exception>
    public async ValueTask<(CimMethod Method, CimMethodResult Result)> InvokeAsync(string @namespace, CimObjectPath target, string method,
        IReadOnlyList<KeyValuePair<string, CimValue>> arguments, CimCaller caller, CancellationToken cancellationToken)
    {
        // The role first: who may not call learns nothing of what is there.
        Require(caller, Role.Operator, "calling methods");
        var space = SpaceOf(@namespace, target, caller);
        var c = space.GetClass(target.ClassName);
        var found = c.FindMethod(method) ?? throw new CimException(CimStatus.InvalidMethod, $"{c.Name} has no method {CimNamespace.Shown(method)}.");
        Require(caller, found.Role, $"{c.Name}.{found.Name}");
        var values = ArgumentBinder.Bind(c, found, arguments);
        var path = found.IsStatic ? null : PathBinder.Bind(c, target);
        var provider = await ResolveAsync(space, c, target, found, caller, cancellationToken).ConfigureAwait(false);
        var call = new ProviderCall(found, path, values, caller.Identity, cancellationToken);
        return (found, await _gate.InvokeAsync(provider, call).ConfigureAwait(false));
    }

    private static void Require(CimCaller caller, Role role, string what)
    {
        var identity = caller.Identity;
        if (identity.Role < role)
            throw new CimException(CimStatus.AccessDenied, $"{what} needs the role {role}; {(identity.IsAnonymous ? "an anonymous caller" : identity.Account)} has {identity.Role}.");
    }

    private static ValueTask AuthorizeAsync(CimNamespace space, CimClass c, CimAccessKind kind, CimCaller caller, CancellationToken token) =>
        caller.Guard is { } guard ? guard.AuthorizeAsync(new CimAccess(space.Name, c, kind), token) : default;

    private CimNamespace SpaceOf(string @namespace, CimObjectPath path, CimCaller caller)
    {
        if (path.Host is { } host && host != "." && !string.Equals(host, Host, StringComparison.OrdinalIgnoreCase))
            throw new CimException(CimStatus.InvalidObjectPath, "The object path names another host.");
        return GetNamespace(path.Namespace ?? @namespace, caller);
    }

    private async ValueTask<ICimProvider> ResolveAsync(CimNamespace space, CimClass c, CimObjectPath target, CimMethod method, CimCaller caller, CancellationToken token)
    {
        if (space.FindProvider(c) is { } provider)
            return provider;
        // An instance method called through a superclass belongs to whichever class the instance is of.
        if (!method.IsStatic && await FindAsync(space, target, caller, token).ConfigureAwait(false) is { } instance && space.FindProvider(instance.Class) is { } own)
            return own;
        throw new CimException(CimStatus.ProviderNotCapable, $"{c.Name}.{method.Name} has no implementation on this host.");
    }

    internal async ValueTask<CimInstance?> FindAsync(CimNamespace space, CimObjectPath path, CimCaller caller, CancellationToken token, bool keysOnly = false)
    {
        var root = space.GetClass(path.ClassName);
        var request = new ProviderRequest(caller.Identity, token);
        string? unfit = null;
        var asked = false;
        foreach (var c in space.Family(root))
        {
            if (space.FindProvider(c) is not { } provider)
                continue;
            // Classes that derive from one without a key may each have another.
            if (PathBinder.TryBind(c, path, out var why) is not { } bound)
            {
                unfit ??= $"{c.Name} {why}.";
                continue;
            }
            asked = true;
            var keys = keysOnly ? request with { Wanted = c.KeyProperties.Select(k => k.Index).ToHashSet() } : request;
            if (await _gate.GetAsync(provider, bound, keys).ConfigureAwait(false) is { } instance)
                return instance;
        }
        if (!asked && unfit is not null)
            throw new CimException(CimStatus.InvalidObjectPath, unfit);
        return asked || root.IsAbstract ? null
            : throw new CimException(CimStatus.ProviderNotCapable, $"{root.Name} has no provider on this host.");
    }
}
