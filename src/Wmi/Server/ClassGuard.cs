using Sekimori.Cim.Schema;
using Sekimori.Observations;
using Sekimori.Rpc;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Wmi.Server;

/// <summary>Passes the object manager's questions on to the guard of the call that reaches the class.</summary>
/// <param name="guard">The guard.</param>
/// <param name="call">The call.</param>
internal sealed class ClassGuard(ICallGuard guard, RpcCall call) : ICimGuard
{
    /// <inheritdoc/>
    public async ValueTask AuthorizeAsync(CimAccess access, CancellationToken cancellationToken)
    {
        var facts = new FactSet();
        facts.Add(Fact.ClassName, access.Class.Name);
        if (access.Method is { } method)
            facts.Add(Fact.Method, method.Name);
        try
        {
            await guard.AskFurtherAsync(call, facts).ConfigureAwait(false);
        }
        catch (RpcFaultException e)
        {
            throw new CimDeniedException(e.Status, "The policy denies this class.");
        }
    }
}
