namespace Sekimori.Rpc.Interfaces;

/// <summary>
/// What the generator adds to each interface marked <c>[RpcInterface]</c>, so that a connection can bind it by its type alone:
/// <c>connection.BindAsync&lt;ISamr&gt;()</c>. Static members instead of reflection: they survive trimming and native compilation.
/// </summary>
/// <typeparam name="TSelf">The interface itself.</typeparam>
public interface IRpcInterface<TSelf>
    where TSelf : class, IRpcInterface<TSelf>
{
    /// <summary>The interface's identity and operations.</summary>
    static abstract RpcInterfaceInfo Definition { get; }

    /// <summary>Makes the generated client.</summary>
    /// <param name="channel">The presentation context that was bound to the interface.</param>
    /// <param name="object">The object UUID that every call names; null for none.</param>
    static abstract TSelf CreateClient(IRpcChannel channel, Guid? @object);
}
