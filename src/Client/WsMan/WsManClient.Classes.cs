using Sekimori.Cim.Model;
using Sekimori.Client.WsMan.Messages;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Operations;

namespace Sekimori.Client.WsMan;

/// <content>Definitions of classes ([MS-WSMV] 3.1.4.1.38).</content>
public sealed partial class WsManClient
{
    private const string Classes = "http://schemas.dmtf.org/wbem/cim-xml/2/cim-schema/2/*";

    /// <summary>Gets the definition of a class. The roles of its methods are not part of it: those of the answer mean nothing.</summary>
    /// <param name="cimNamespace">The namespace: <c>root/cimv2</c>.</param>
    /// <param name="className">The class.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<CimClass> GetClassAsync(string cimNamespace, string className, CancellationToken cancellationToken = default)
    {
        var resource = new WsManResource(Classes, [new Selector("__cimnamespace", cimNamespace), new Selector("ClassName", className)]);
        return await ExchangeAsync(new Request(Actions.Get, resource), ClassReader.Read, null, cancellationToken).ConfigureAwait(false)
            ?? throw Reply.Malformed(Address, "its answer contains no class");
    }

    /// <summary>
    /// Gets the definitions of all classes of a namespace, batch by batch on demand. An enumeration that is left early is released.
    /// </summary>
    /// <param name="cimNamespace">The namespace.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public IAsyncEnumerable<CimClass> EnumerateClassesAsync(string cimNamespace, CancellationToken cancellationToken = default) =>
        ClassesAsync(cimNamespace, isHeld: false, cancellationToken);

    /// <summary>
    /// Gets the definitions of all classes of a namespace that are wanted, as a list; the namespace may have
    /// <see cref="WsManClientOptions.MaxListBytes"/>.
    /// </summary>
    /// <param name="cimNamespace">The namespace.</param>
    /// <param name="isWanted">Chooses; null for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="WsManClientException"><see cref="WsManFailure.OverLimit"/>: the list would grow beyond a limit.</exception>
    public async Task<IReadOnlyList<CimClass>> ListClassesAsync(
        string cimNamespace, Func<CimClass, bool>? isWanted = null, CancellationToken cancellationToken = default) =>
        await ClassesAsync(cimNamespace, isHeld: true, cancellationToken).Where(c => isWanted?.Invoke(c) != false)
        .ToListAsync(cancellationToken).ConfigureAwait(false);

    private IAsyncEnumerable<CimClass> ClassesAsync(string cimNamespace, bool isHeld, CancellationToken cancellationToken) =>
        EnumerateAsync(new WsManResource(Classes, [new Selector("__cimnamespace", cimNamespace)]), new EnumerateOptions(), ClassReader.Read,
        isHeld, cancellationToken);
}
