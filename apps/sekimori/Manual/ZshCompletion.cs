using System.CommandLine;

namespace Sekimori.App.Manual;

/// <summary>The completion script of zsh: a file for $fpath, which `source` reads as well.</summary>
internal static class ZshCompletion
{
    /// <summary>The script for the commands of <paramref name="root"/>.</summary>
    public static string Write(RootCommand root) => $$"""
        #compdef sekimori
        # zsh completion for sekimori; `sekimori completion zsh` writes it.
        {{ShellTables.Write(root)}}_sekimori() {
            local cur=${words[CURRENT]} at='' option='' word i subcommands flags values kind
            for ((i = 2; i < CURRENT; i++)); do
                word=${words[i]}
                if [[ -n $option ]]; then
                    option=''
                elif [[ $word == -* ]]; then
                    if _sekimori_value "$at" "$word"; then option=$word; fi
                else
                    _sekimori_at "$at"
                    if [[ " $subcommands " == *" $word "* ]]; then at+="${at:+ }$word"; fi
                fi
            done
            if [[ -z $option && $cur == --*=* ]]; then
                option=${cur%%=*}
                compset -P '*='
            fi
            if [[ -n $option ]]; then
                _sekimori_value "$at" "$option"
            else
                _sekimori_at "$at"
                if [[ $cur == -* ]]; then
                    values=$flags kind=''
                elif [[ -n $subcommands ]]; then
                    values=$subcommands kind=''
                fi
            fi
            if [[ -n $values ]]; then compadd -- ${=values}; fi
            case $kind in
            file) _files ;;
            folder) _files -/ ;;
            esac
        }
        # From $fpath this file is the function's body at its first call; `source` only registers it.
        if [[ "${funcstack[1]}" == _sekimori ]]; then _sekimori "$@"; else compdef _sekimori sekimori; fi

        """;
}
