using System.Xml.Linq;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Shell;
using Sekimori.WsMan.Soap;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>Puts the target's ids into requests, and the gate's into answers.</summary>
internal sealed class IdTranslation(TerminatedSession session, TargetObjects objects)
{
    private static readonly XNamespace Shell = Namespaces.Shell, W = Namespaces.WsMan, A = Namespaces.Addressing,
        N = Namespaces.Enumeration;

    /// <summary>The selectors of a request, with the target's id of a shell.</summary>
    public static IReadOnlyList<Selector> ToTarget(IReadOnlyList<Selector> selectors, TargetShell? shell) => shell is null
        ? selectors
        : [.. selectors.Select(selector => IsShellId(selector.Name) ? selector with { Value = shell.TargetId } : selector)];

    /// <summary>True for the selector that names a shell.</summary>
    public static bool IsShellId(string name) => name.Equals(ShellNames.ShellId, StringComparison.OrdinalIgnoreCase);

    /// <summary>Puts the target's ids of commands into the body of a request about a shell.</summary>
    /// <exception cref="WsManFaultException">The shell has no such command.</exception>
    public static void CommandsToTarget(XElement body, TargetShell shell)
    {
        foreach (var id in body.DescendantsAndSelf().Attributes("CommandId"))
            id.Value = TargetObjects.FindCommand(shell, id.Value);
    }

    /// <summary>Takes the id that a client chose out of a body: the target gives its own.</summary>
    public static void RemoveId(XElement body, string name)
    {
        body.Attribute(name)?.Remove();
        body.Element(Shell + name)?.Remove();
    }

    /// <summary>The target's id of the shell that it has created; null if it names none.</summary>
    public static string? CreatedShell(IncomingReply reply)
    {
        var all = reply.Elements.DescendantsAndSelf().ToList();
        return Text(all.FirstOrDefault(element => element.Name == Shell + "ShellId")?.Value)
            ?? Text(all.FirstOrDefault(element => element.Name == Shell + "Shell")?.Attribute("ShellId")?.Value)
            ?? Text(all.FirstOrDefault(element =>
                element.Name == W + "Selector" && IsShellId(element.Attribute("Name")?.Value ?? ""))?.Value);
    }

    /// <summary>The target's id of the command that it has started; null if it names none.</summary>
    public static string? StartedCommand(IncomingReply reply) =>
        Text(reply.Body?.DescendantsAndSelf(Shell + "CommandId").FirstOrDefault()?.Value);

    /// <summary>Puts the gate's ids into an answer, and leaves out what belongs to others.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="shell">The shell that it is about; null if it is about none.</param>
    /// <param name="hasIds">True if the resource is one of shells.</param>
    /// <exception cref="WsManFaultException">It is about a shell or command that the caller does not have.</exception>
    public void FromTarget(IncomingReply reply, TargetShell? shell, bool hasIds)
    {
        foreach (var tree in reply.Headers.Concat(reply.Elements))
        {
            // An inner host's address is of no use outside, and says more than the caller needs to know.
            foreach (var address in tree.DescendantsAndSelf(A + "Address").Where(address => !address.HasElements))
                address.Value = WellKnown.Anonymous;
            if (hasIds) FromTarget(tree, shell);
        }
    }

    private void FromTarget(XElement tree, TargetShell? shell)
    {
        foreach (var element in tree.DescendantsAndSelf().ToList())
        {
            // What was left out is not looked at any more.
            if (element != tree && !element.Ancestors().Contains(tree)) continue;
            if (element.Name == Shell + "ShellId"
                || (element.Name == W + "Selector" && IsShellId(element.Attribute("Name")?.Value ?? "")))
                Replace(element, ShellOf(element.Value, shell)?.IdText, id => element.Value = id);
            else if (element.Name == Shell + "CommandId") Replace(element, CommandOf(element.Value, shell), id => element.Value = id);
            foreach (var attribute in element.Attributes().ToList())
            {
                if (attribute.Name == "ShellId") Replace(element, ShellOf(attribute.Value, shell)?.IdText, id => attribute.Value = id);
                else if (attribute.Name == "CommandId")
                    Replace(element, CommandOf(attribute.Value, shell), id => attribute.Value = id);
            }
        }
    }

    private static void Replace(XElement element, string? id, Action<string> set)
    {
        if (id is null) Omit(element);
        else set(id);
    }

    private TargetShell? ShellOf(string targetId, TargetShell? shell) =>
        shell is not null && shell.TargetId.Equals(targetId.Trim(), StringComparison.OrdinalIgnoreCase)
            ? shell : objects.FindByTarget(session, targetId);

    private static string? CommandOf(string targetId, TargetShell? shell)
    {
        foreach (var (id, known) in shell?.Commands ?? [])
            if (known.Equals(targetId.Trim(), StringComparison.OrdinalIgnoreCase)) return ShellNames.Format(id);
        return null;
    }

    // In a list of the target's shells, those of other callers are left out; anywhere else the target answers what nobody asked.
    private static void Omit(XElement element)
    {
        var item = element.AncestorsAndSelf().FirstOrDefault(one => one.Parent is { } parent
            && (parent.Name == N + "Items" || parent.Name == W + "Items"));
        if (item is null) throw new WsManFaultException(Fault.Internal("The target answered about a shell or command of somebody else."));
        item.Remove();
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
