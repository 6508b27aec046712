using System;
using System.Collections.Generic;

namespace Sekimori.Ndr.Generator.Emission;

/// <summary>What the names in size_is, length_is and switch_is stand for at one place of the generated code.</summary>
internal sealed class Scope
{
    private readonly Dictionary<string, string> _members = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>From here on, the member's value can be had by this expression.</summary>
    public void Add(string member, string expression) => _members[member.TrimStart('@')] = expression;

    /// <summary>The member has not been read yet, whatever has the same name elsewhere.</summary>
    public void Remove(string member) => _members.Remove(member.TrimStart('@'));

    /// <summary>The C# of an expression; null if it names a member that has not been read yet.</summary>
    public string? Resolve(SizeExpression? size)
    {
        if (size is null || !_members.TryGetValue(size.Member, out var value)) return null;
        return size.Operator.Length == 0 ? $"(long){value}" : $"((long){value} {size.Operator} {size.Number})";
    }
}
