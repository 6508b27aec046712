using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Cim.Schema;

/// <summary>
/// Answers for objects of CIM, whatever protocol asks: the object manager of this host, or a host behind a gateway. It asks the guard of
/// the caller about each class that a request reaches. Every failure is a <see cref="CimException"/>, or an
/// <see cref="OperationCanceledException"/> where the caller's token is set.
/// </summary>
internal interface IObjectSource
{
    /// <summary>The name of the host, for __SERVER and __PATH.</summary>
    string Host { get; }

    /// <summary>Finds a namespace.</summary>
    /// <param name="name">Its name, with slashes of either kind.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Its name as the source has it, with forward slashes.</returns>
    /// <exception cref="CimException">There is none (<see cref="CimStatus.InvalidNamespace"/>), or the caller may not read.</exception>
    ValueTask<string> FindNamespaceAsync(string name, CimCaller caller, CancellationToken cancellationToken);

    /// <summary>
    /// Finds a class, for a door that needs its definition to read a request; null if there is none. What answers with definitions calls
    /// <see cref="ReadClassAsync"/>.
    /// </summary>
    ValueTask<CimClass?> FindClassAsync(string @namespace, string className, CimCaller caller, CancellationToken cancellationToken);

    /// <summary>Reads the definition of a class. Asks the guard.</summary>
    ValueTask<CimClass> ReadClassAsync(string @namespace, string className, CimCaller caller, CancellationToken cancellationToken);

    /// <summary>Reads the definitions of classes. Those that the guard denies are left out.</summary>
    ValueTask<IReadOnlyList<CimClass>> ReadClassesAsync(
        string @namespace, string? superclass, bool isDeep, CimCaller caller, CancellationToken cancellationToken);

    /// <summary>Gets one instance.</summary>
    ValueTask<CimInstance> GetAsync(string @namespace, CimObjectPath path, CimCaller caller, CancellationToken cancellationToken);

    /// <summary>All instances of a class and of those that derive from it, as they come.</summary>
    ValueTask<IAsyncEnumerable<CimInstance>> EnumerateAsync(
        string @namespace, string className, CimCaller caller, CancellationToken cancellationToken);

    /// <summary>Answers a WQL query.</summary>
    ValueTask<CimQueryResult> QueryAsync(string @namespace, string query, CimCaller caller, CancellationToken cancellationToken);

    /// <summary>Starts an event query: the instances are its events, which come until the token is set.</summary>
    ValueTask<CimQueryResult> SubscribeAsync(string @namespace, string query, CimCaller caller, CancellationToken cancellationToken);

    /// <summary>Calls a method.</summary>
    ValueTask<(CimMethod Method, CimMethodResult Result)> InvokeAsync(string @namespace, CimObjectPath target, string method,
        IReadOnlyList<KeyValuePair<string, CimValue>> arguments, CimCaller caller, CancellationToken cancellationToken);

    /// <summary>Changes an instance.</summary>
    ValueTask<CimInstance> PutAsync(string @namespace, CimObjectPath path, IReadOnlyList<KeyValuePair<string, CimValue>> values,
        CimCaller caller, CancellationToken cancellationToken);

    /// <summary>Makes an instance.</summary>
    ValueTask<CimObjectPath> CreateAsync(string @namespace, string className, IReadOnlyList<KeyValuePair<string, CimValue>> values,
        CimCaller caller, CancellationToken cancellationToken);

    /// <summary>Deletes an instance.</summary>
    ValueTask DeleteAsync(string @namespace, CimObjectPath path, CimCaller caller, CancellationToken cancellationToken);

    /// <summary>Makes or changes a class.</summary>
    ValueTask<CimClass> PutClassAsync(
        string @namespace, CimClass definition, CimWriteMode mode, CimCaller caller, CancellationToken cancellationToken);

    /// <summary>Deletes a class.</summary>
    ValueTask DeleteClassAsync(string @namespace, string className, CimCaller caller, CancellationToken cancellationToken);
}
